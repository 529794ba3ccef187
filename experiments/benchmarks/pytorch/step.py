"""One side of `mim bench`: trains the model of a case on one batch, as many steps as it is asked for on standard input.

python3 step.py FOLDER, where FOLDER holds case.json, weights.pth and batch.pth. Each line read is a number of steps; each line
written is a JSON object with the seconds they took, the last loss and the peak of resident memory. The line "profile" asks for one
more step, and which share of it matrix products and convolutions take.
"""
import contextlib
import json
import pathlib
import resource
import sys
import time

import torch
from torch.profiler import ProfilerActivity, profile, record_function

from mae import Mae
from mixmim import MixMim
from simmim import SimMim
from swin import MaskedSwin
from vit import MaskedViT


def build(case):
    shape = case["shape"]
    if case["method"] == "mixmim":
        return MixMim(**shape)
    if case["method"] == "mae":
        return Mae(**shape)
    encoder = MaskedViT(**shape) if case["backbone"] == "vit" else MaskedSwin(**shape, cosine=case["backbone"] == "swinv2")
    return SimMim(encoder, shape["patch"], case["targetWindow"])


PRODUCTS = {"aten::mm", "aten::addmm", "aten::bmm", "aten::baddbmm"}


def product_share(step, device):
    activities = [ProfilerActivity.CPU] + ([ProfilerActivity.CUDA] if device.type == "cuda" else [])
    with profile(activities=activities) as watched, record_function("step"):  # which counts what passes between operators
        step()
        if device.type == "cuda":
            torch.cuda.synchronize()

    def own(row):
        if device.type == "cpu":
            return row.self_cpu_time_total
        return row.self_device_time_total if hasattr(row, "self_device_time_total") else row.self_cuda_time_total

    rows = [row for row in watched.key_averages() if row.device_type == torch.autograd.DeviceType.CPU]  # not each kernel once more
    products = sum(own(row) for row in rows if row.key in PRODUCTS or row.key.startswith("aten::") and "conv" in row.key)
    return products / max(1, sum(own(row) for row in rows))


def main(folder):
    case = json.loads((folder / "case.json").read_text())
    device = torch.device(case["device"])
    torch.set_num_threads(case["threads"])
    model = build(case)
    missing, unexpected = model.load_state_dict(torch.load(folder / "weights.pth", map_location="cpu")["model"], strict=False)
    untold = [name for name in missing if name in dict(model.named_parameters())]
    if untold or [name for name in unexpected if "relative_" not in name and "attn_mask" not in name]:
        raise SystemExit(f"The weights do not fit: missing {untold}, unexpected {unexpected}.")
    model = model.to(device).train()
    batch = {name: value.to(device) for name, value in torch.load(folder / "batch.pth", map_location="cpu")["model"].items()}
    settings = case["optimizer"]
    decayed, undecayed = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            (undecayed if name in settings["undecayed"] else decayed).append(parameter)
    groups = [{"params": decayed, "weight_decay": settings["weightDecay"]}, {"params": undecayed, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=settings["learningRate"], betas=settings["betas"], eps=settings["epsilon"])
    bf16 = case["precision"] == "bf16"
    torch.backends.cudnn.allow_tf32 = False  # fp32 is float32 in convolutions too, as it is in products by default

    def step():
        with torch.autocast(device.type, torch.bfloat16) if bf16 else contextlib.nullcontext():
            loss = model(batch["images"], batch["mask"])
        optimizer.zero_grad(set_to_none=True)  # as newer versions do by themselves
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings["clipGrad"])
        optimizer.step()
        return loss

    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        if line.strip() == "profile":
            print(json.dumps({"products": product_share(step, device)}), flush=True)
            continue
        started = time.perf_counter()
        losses = [step() for _ in range(int(line))]
        last = losses[-1].item()
        if device.type == "cuda":
            torch.cuda.synchronize()
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "loss": last, "peakMiB": peak}), flush=True)


main(pathlib.Path(sys.argv[1]))
