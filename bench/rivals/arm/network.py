"""The arm's network in PyTorch: tanh layers, weights uniform by Glorot & Bengio, biases 0, as ours begins."""

import torch


def network(task, dtype):
    torch.set_num_threads(task["threads"])
    torch.manual_seed(task["seed"])
    widths = [task["x"].shape[1], *task["hidden"], task["y"].shape[1]]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layer = torch.nn.Linear(inputs, outputs, dtype=dtype)
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        layers += [layer, torch.nn.Tanh()]
    return torch.nn.Sequential(*layers[:-1])


def predictor(net, dtype):
    def predict(x):
        with torch.no_grad():
            return net(torch.tensor(x, dtype=dtype)).double().numpy()

    return predict
