"""
PyTorch's Adam step of 784-500-10, tanh, softmax cross-entropy: a line of JSON with the sizes and the arrays' bytes come first; then
each line says how many steps to take, and is answered by their milliseconds and the last loss.
"""

import json
import sys
import time

import numpy as np
import torch

task = json.loads(sys.stdin.buffer.readline())
torch.set_num_threads(task["threads"])


def read(kind, *shape):
    size = int(np.prod(shape))
    values = np.frombuffer(sys.stdin.buffer.read(4 * size), kind).reshape(shape)
    return torch.tensor(values)


inputs, hidden, classes = task["widths"]
x = read(np.float32, task["count"], inputs)
labels = read(np.int32, task["count"]).long()
net = torch.nn.Sequential(torch.nn.Linear(inputs, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, classes))
with torch.no_grad():
    for layer, rows, columns in ((net[0], inputs, hidden), (net[2], hidden, classes)):
        layer.weight.copy_(read(np.float32, rows, columns).T)
        layer.bias.copy_(read(np.float32, columns))
optimizer = torch.optim.Adam(net.parameters(), lr=task["rate"])
batch = task["batch"]
step = 0
for line in sys.stdin.buffer:
    began = time.perf_counter()
    for _ in range(int(line)):
        at = step * batch % task["count"]
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(net(x[at : at + batch]), labels[at : at + batch])
        loss.backward()
        optimizer.step()
        step += 1
    print(1e3 * (time.perf_counter() - began), float(loss), flush=True)
