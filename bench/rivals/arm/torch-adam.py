"""PyTorch's Adam on the arm: mini-batches of a fresh order in each epoch, the rate falling to 0 along a half cosine of the seconds."""

import math
import time

import torch
from network import network, predictor
from race import race


def train(task, setting, seconds):
    dtype = getattr(torch, setting["dtype"])
    net = network(task, dtype)
    x, y = (torch.tensor(task[name], dtype=dtype) for name in ("x", "y"))
    optimizer = torch.optim.Adam(net.parameters(), lr=setting["rate"])
    began = time.perf_counter()
    steps = 0
    passed = 0.0
    while passed < 1:
        order = torch.randperm(len(x))
        xs, ys = x[order], y[order]
        for batch, wanted in zip(xs.split(setting["batch"]), ys.split(setting["batch"])):
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.mse_loss(net(batch), wanted).backward()
            optimizer.step()
            steps += 1
            passed = (time.perf_counter() - began) / seconds
            if passed >= 1:
                break
            optimizer.param_groups[0]["lr"] = setting["rate"] * (1 + math.cos(math.pi * passed)) / 2
    return predictor(net, dtype), {"steps": steps, "seconds": time.perf_counter() - began}


race(train)
