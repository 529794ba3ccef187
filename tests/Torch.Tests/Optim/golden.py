"""Prints the parameters of tiny runs after 20 steps in PyTorch, for OptimizerTests.cs. Run: python3 golden.py"""
import math
import torch


def wave(shape, seed):
    count = math.prod(shape)
    return torch.tensor([math.sin(seed + 1.3 * i) for i in range(count)], dtype=torch.float64).reshape(shape).float()


def run(name, make):
    params = [torch.nn.Parameter(wave((2, 3), 1)), torch.nn.Parameter(wave((4,), 2))]
    optimizer = make(params)
    for step in range(20):
        optimizer.zero_grad()
        loss = sum(((p * wave(p.shape, step + k) + p ** 2) * 0.5).sum() for k, p in enumerate(params))
        loss.backward()
        if step % 5 == 4:
            params[1].grad = None
        optimizer.step()
    values = ", ".join(f"{v:.9g}" for p in params for v in p.detach().reshape(-1).tolist())
    print(f'        ["{name}"] = [{values}],')


def groups(params):
    return [{"params": params[:1], "weight_decay": 0.1}, {"params": params[1:], "lr": 0.002}]


O = torch.optim
run("AdamW", lambda p: O.AdamW(p, lr=0.01, weight_decay=0.05))
run("AdamW groups", lambda p: O.AdamW(groups(p), lr=0.01, betas=(0.9, 0.95), weight_decay=0.0))
run("AdamW amsgrad", lambda p: O.AdamW(p, lr=0.01, weight_decay=0.05, amsgrad=True))
run("Adam", lambda p: O.Adam(p, lr=0.01, weight_decay=0.05))
run("SGD", lambda p: O.SGD(p, lr=0.05))
run("SGD momentum", lambda p: O.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01, dampening=0.1))
run("SGD nesterov", lambda p: O.SGD(groups(p), lr=0.05, momentum=0.9, nesterov=True))
run("SGD maximize", lambda p: O.SGD(p, lr=0.01, momentum=0.5, maximize=True))


def curve(name, make, steps=12):
    optimizer = O.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    scheduler = make(optimizer)
    values = [optimizer.param_groups[0]["lr"]]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        values.append(optimizer.param_groups[0]["lr"])
    print(f'        ["{name}"] = [{", ".join(f"{v:.9g}" for v in values)}],')


S = O.lr_scheduler
curve("StepLR", lambda o: S.StepLR(o, 3, 0.5))
curve("MultiStepLR", lambda o: S.MultiStepLR(o, [2, 5, 5, 9], 0.1))
curve("ExponentialLR", lambda o: S.ExponentialLR(o, 0.8))
curve("CosineAnnealingLR", lambda o: S.CosineAnnealingLR(o, 8, 0.05))
curve("LinearLR", lambda o: S.LinearLR(o, 0.1, 0.7, 6))
curve("ConstantLR", lambda o: S.ConstantLR(o, 0.25, 4))
curve("PolynomialLR", lambda o: S.PolynomialLR(o, 10, 2.0))
curve("LambdaLR", lambda o: S.LambdaLR(o, lambda e: 1 / (1 + e)))
curve("MultiplicativeLR", lambda o: S.MultiplicativeLR(o, lambda e: 0.9 if e % 2 else 0.5))
curve("SequentialLR", lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.01, 1.0, 4), S.CosineAnnealingLR(o, 6), S.ConstantLR(o, 0.5, 2)], [4, 10]))
