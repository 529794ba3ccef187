"""Writes the golden files beside it: PyTorch files of tiny tensors, and SciPy's interpolation of position tables."""

import argparse
import collections
import json
import pathlib
import sys

import torch

here = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
here = here if here.is_dir() else here.parent


def training():
    base = torch.arange(12, dtype=torch.float32)
    state = collections.OrderedDict()
    state["module.weight"] = base.view(3, 4)
    state["module.transposed"] = base.view(3, 4).t()
    state["module.middle"] = base[5:9]
    state["module.every_other"] = base[::2]
    state["module.repeated"] = torch.tensor([7.0]).expand(3)
    for name in ("float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"):
        state["module." + name] = torch.tensor([[0, 1], [2, 3]]).to(getattr(torch, name))
    state["module.scalar"] = torch.tensor(2.5)
    state["module.empty"] = torch.zeros(0, 3)
    state["module.parameter"] = torch.nn.Parameter(torch.tensor([1.0, -1.0]))
    args = argparse.Namespace(lr=1.5e-4, blr=None, name="tiny \u00e9", sizes=[1, (2, 3), -70000, 2**40, 2**80], resume=False)
    optimizer = {"state": {0: {"step": 3, "exp_avg": torch.zeros(12)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    return {"model": state, "optimizer": optimizer, "epoch": 3, "args": args}


def plain():
    layer = torch.nn.Linear(2, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.arange(6.0).view(3, 2))
        layer.bias.copy_(torch.tensor([0.5, -0.5, 0.25]))
    return layer.state_dict()


def geometric(table, rows):
    """The published procedure, by SciPy: offsets in a geometric progression, a bicubic spline through them."""
    import numpy
    from scipy import interpolate

    source, target = int(len(table) ** 0.5), int(rows**0.5)
    low, high = 1.01, 1.5
    while high - low > 1e-6:
        ratio = (low + high) / 2
        if (1 - ratio ** (source // 2)) / (1 - ratio) > target // 2:
            high = ratio
        else:
            low = ratio
    steps = numpy.cumsum([ratio**k for k in range(source // 2)])
    places = [*(-steps[::-1]), 0.0, *steps]
    wanted = numpy.arange(-(target // 2), target // 2 + 1)
    return interpolate.interp2d(places, places, numpy.array(table).reshape(source, source), kind="cubic")(wanted, wanted).flatten().tolist()


if __name__ == "__main__":
    torch.save(training(), here / "training.pth")
    torch.save(plain(), here / "plain.pth")
    torch.save(plain(), here / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save({"model": {"weight": torch.ones(2)}, "size": torch.Size([1])}, here / "unknown-object.pth")
    try:
        import warnings
        warnings.simplefilter("ignore")
        cases = []
        for source, target in ((7, 13), (11, 7), (5, 31)):
            table = [round(((i * 37 + j * 101 + i * j * 13) % 97) / 97, 6) for i in range(source) for j in range(source)]
            cases.append({"source": source, "target": target, "table": table, "expected": [round(v, 9) for v in geometric(table, target**2)]})
        (here / "relative-tables.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    except ImportError:
        print("SciPy is not installed, so relative-tables.json stays as it is.")
