"""PyTorch's side of `mim bench --only operators`: what a call costs from Python, on tensors of a few numbers.

Each line read is a number of seconds for each operator; each line written holds nanoseconds by name.
"""
import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
x, y, matrix, recorded = torch.ones(8), torch.ones(8), torch.ones(4, 6), torch.ones(8, requires_grad=True)
linear, rows = nn.Linear(8, 8), torch.ones(2, 8)


def linear_forward():
    with torch.no_grad():
        linear(rows)


CALLS = {
    "x + y": lambda: x + y,
    "x + 1.5": lambda: x + 1.5,
    "relu": lambda: x.relu(),
    "view": lambda: matrix.view(2, 12),
    "transpose": lambda: matrix.transpose(0, 1),
    "x + y, recorded": lambda: recorded + y,
    "linear, no_grad": linear_forward,
}


def nanoseconds(call, seconds):
    calls, started = 0, time.perf_counter()
    while True:
        for _ in range(200):
            call()
        calls += 200
        passed = time.perf_counter() - started
        if passed >= seconds:
            return 1e9 * passed / calls


for call in CALLS.values():
    nanoseconds(call, 0)
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps({name: nanoseconds(call, float(line)) for name, call in CALLS.items()}), flush=True)
