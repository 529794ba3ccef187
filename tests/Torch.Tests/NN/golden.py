"""Writes golden.json: outputs and gradients of PyTorch for the cases of GoldenTests.cs. Run: python3 golden.py > golden.json"""
import json
import math
import torch
import torch.nn.functional as F
from torch import nn


def wave(shape, seed):
    count = math.prod(shape)
    return torch.tensor([math.sin(seed + 1.3 * i) for i in range(count)], dtype=torch.float64).reshape(shape).float()


def numbers(tensor):
    return [float(f"{v:.7g}") for v in tensor.detach().reshape(-1).tolist()]


result = {}


def record(name, output, inputs):
    (output * wave(output.shape, 99)).sum().backward()
    result[name] = {"shape": list(output.shape), "output": numbers(output),
                    "gradients": [numbers(i.grad) for i in inputs if i.requires_grad]}


def function(name, shapes, body):
    inputs = [wave(s, k).requires_grad_() for k, s in enumerate(shapes)]
    record(name, body(*inputs), inputs)


def module(name, shape, built):
    inputs = [wave(shape, 0).requires_grad_()]
    for k, p in enumerate(built.parameters()):
        with torch.no_grad():
            p.copy_(wave(p.shape, 10 + k))
    record(name, built(inputs[0]), inputs + list(built.parameters()))


X, IMG = (2, 3, 4), (1, 4, 4, 4)
classes = torch.tensor([2, 0, 1])
function("relu", [X], F.relu)
function("gelu", [X], F.gelu)
function("gelu tanh", [X], lambda x: F.gelu(x, approximate="tanh"))
function("silu", [X], F.silu)
function("sigmoid", [X], torch.sigmoid)
function("tanh", [X], torch.tanh)
function("leaky_relu", [X], lambda x: F.leaky_relu(x, 0.2))
function("mish", [X], F.mish)
function("hardswish", [X], F.hardswish)
function("softplus", [X], F.softplus)
function("logsigmoid", [X], F.logsigmoid)
function("softmax", [X], lambda x: F.softmax(x, 1))
function("log_softmax", [X], lambda x: F.log_softmax(x, -1))
function("linear", [X, (5, 4), (5,)], F.linear)
function("linear without bias", [X, (5, 4)], F.linear)
function("conv2d", [IMG, (2, 4, 3, 3), (2,)], lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1))
function("conv2d groups", [IMG, (2, 2, 2, 2)], lambda x, w: F.conv2d(x, w, None, groups=2, dilation=2))
function("conv2d same", [IMG, (2, 4, 3, 3)], lambda x, w: F.conv2d(x, w, None, padding="same"))
function("conv_transpose2d", [(1, 4, 2, 2), (4, 2, 3, 3), (2,)],
         lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1))
function("layer_norm", [X, (4,), (4,)], lambda x, w, b: F.layer_norm(x, [4], w, b, 1e-6))
function("batch_norm", [X, (3,), (3,)], lambda x, w, b: F.batch_norm(x, None, None, w, b, True))
function("group_norm", [IMG, (4,), (4,)], lambda x, w, b: F.group_norm(x, 2, w, b))
function("normalize", [X], lambda x: F.normalize(x, dim=-1))
function("cosine_similarity", [X, X], lambda a, b: F.cosine_similarity(a, b, -1))
function("cross_entropy", [(3, 4)], lambda x: F.cross_entropy(x, classes))
function("cross_entropy smoothed", [(3, 4)], lambda x: F.cross_entropy(x, classes, label_smoothing=0.1))
function("cross_entropy ignoring", [(3, 4)], lambda x: F.cross_entropy(x, classes, ignore_index=0, reduction="sum"))
function("cross_entropy soft", [(3, 4), (3, 4)], lambda x, y: F.cross_entropy(x, F.softmax(y, 1).detach() + 0 * y))
function("nll_loss", [(3, 4)], lambda x: F.nll_loss(F.log_softmax(x, 1), classes, reduction="none"))
function("l1_loss", [X, X], F.l1_loss)
function("mse_loss", [X, X], lambda a, b: F.mse_loss(a, b, reduction="none"))
function("smooth_l1_loss", [X, X], lambda a, b: F.smooth_l1_loss(a, b, beta=0.4))
function("huber_loss", [X, X], lambda a, b: F.huber_loss(a, b, delta=0.4, reduction="sum"))
function("binary_cross_entropy_with_logits", [X, X], lambda a, b: F.binary_cross_entropy_with_logits(a, torch.sigmoid(b)))
function("binary_cross_entropy", [X, X], lambda a, b: F.binary_cross_entropy(torch.sigmoid(a), torch.sigmoid(b).detach() + 0 * b))
function("kl_div", [X, X], lambda a, b: F.kl_div(F.log_softmax(a, -1), F.log_softmax(b, -1), log_target=True, reduction="sum"))
function("pad", [IMG], lambda x: F.pad(x, (1, 0, 2, 1), value=0.5))
function("pad reflect", [IMG], lambda x: F.pad(x, (1, 2, 1, 0), mode="reflect"))
function("unfold", [IMG], lambda x: F.unfold(x, (2, 3), dilation=1, padding=(0, 1), stride=2))
function("fold", [(1, 8, 4)], lambda x: F.fold(x, (4, 4), (2, 2), stride=2))
function("pixel_shuffle", [(1, 4, 2, 3)], lambda x: F.pixel_shuffle(x, 2))
function("pixel_unshuffle", [(1, 1, 4, 6)], lambda x: F.pixel_unshuffle(x, 2))
function("avg_pool2d", [IMG], lambda x: F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False))
function("max_pool2d", [IMG], lambda x: F.max_pool2d(x, 3, stride=1, padding=1))
function("adaptive_avg_pool2d", [IMG], lambda x: F.adaptive_avg_pool2d(x, (2, 1)))
function("interpolate nearest", [IMG], lambda x: F.interpolate(x, scale_factor=2))
function("interpolate bilinear", [IMG], lambda x: F.interpolate(x, size=(3, 5), mode="bilinear", align_corners=False))
function("interpolate bicubic", [IMG], lambda x: F.interpolate(x, size=(6, 6), mode="bicubic", align_corners=True))
function("interpolate antialias", [IMG], lambda x: F.interpolate(x, size=(2, 3), mode="bicubic", antialias=True))
function("interpolate area", [IMG], lambda x: F.interpolate(x, size=(2, 2), mode="area"))
function("interpolate linear", [(1, 2, 5)], lambda x: F.interpolate(x, size=3, mode="linear"))
function("grid_sample", [IMG, (1, 2, 3, 2)],
         lambda x, g: F.grid_sample(x, g, padding_mode="border", align_corners=False))
function("grid_sample nearest", [IMG, (1, 2, 3, 2)],
         lambda x, g: F.grid_sample(x, g, mode="nearest", padding_mode="reflection", align_corners=True))


def attention(q, k, v, mask=None, causal=False):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if causal:
        scores = scores.masked_fill(torch.ones(q.shape[-2], k.shape[-2]).tril() == 0, -math.inf)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
    return scores.softmax(-1) @ v


Q = (1, 2, 3, 4)
function("attention", [Q, Q, Q], attention)
function("attention causal", [Q, Q, Q], lambda q, k, v: attention(q, k, v, causal=True))
function("attention biased", [Q, Q, Q, (2, 3, 3)], attention)
function("attention masked", [Q, Q, Q], lambda q, k, v: attention(q, k, v, torch.ones(3, 3).tril() == 1))

module("Linear", X, nn.Linear(4, 2))
module("Conv2d", IMG, nn.Conv2d(4, 2, 2, stride=2))
module("Conv2d reflect", IMG, nn.Conv2d(4, 2, 3, padding=1, padding_mode="reflect"))
module("Conv2d same replicate", IMG, nn.Conv2d(4, 2, (2, 3), padding="same", padding_mode="replicate"))
module("ConvTranspose2d", (1, 4, 2, 2), nn.ConvTranspose2d(4, 2, 2, stride=2))
module("LayerNorm", X, nn.LayerNorm([3, 4]))
module("GroupNorm", IMG, nn.GroupNorm(2, 4))
module("BatchNorm1d", X, nn.BatchNorm1d(3))
module("BatchNorm2d", IMG, nn.BatchNorm2d(4))
module("BatchNorm1d plain", (5, 3), nn.BatchNorm1d(3, affine=False, track_running_stats=False))
module("GELU", X, nn.GELU())
module("Softmax", X, nn.Softmax(1))
module("LogSoftmax", X, nn.LogSoftmax(-1))
module("Flatten", X, nn.Flatten())
module("Unflatten", X, nn.Unflatten(2, (2, 2)))
module("PixelShuffle", IMG, nn.PixelShuffle(2))
module("PixelUnshuffle", IMG, nn.PixelUnshuffle(2))
module("AvgPool2d", IMG, nn.AvgPool2d(2))
module("MaxPool2d", IMG, nn.MaxPool2d(2))
module("AdaptiveAvgPool2d", IMG, nn.AdaptiveAvgPool2d(1))
module("Upsample", IMG, nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False))
module("Unfold", IMG, nn.Unfold(2, stride=2))
module("Sequential", X, nn.Sequential(nn.Linear(4, 6), nn.GELU(), nn.Dropout(0.0), nn.Linear(6, 2), nn.Identity(), nn.Tanh()))
print("{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in result.items()) + "\n}")
