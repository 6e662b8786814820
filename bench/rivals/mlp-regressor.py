"""scikit-learn's MLPRegressor by L-BFGS, one thread: reads samples and seconds as JSON, writes predictions of the test inputs."""

import json
import sys
import time
import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore")
task = json.load(sys.stdin)
x, y, test = (np.array(task[name]) for name in ("x", "y", "test"))
options = dict(hidden_layer_sizes=task["hidden"], activation="tanh", solver="lbfgs", alpha=0, tol=0, max_fun=10**9)


def train(iterations):
    began = time.perf_counter()
    model = MLPRegressor(max_iter=iterations, random_state=task["seed"], **options).fit(x, y)
    return model, time.perf_counter() - began


# There is no budget of seconds: the iterations of a short run say how many fill it.
_, short = train(20)
model, seconds = train(max(20, int(20 * task["seconds"] / short)))
json.dump({"prediction": model.predict(test).tolist(), "iterations": model.n_iter_, "seconds": seconds}, sys.stdout)
