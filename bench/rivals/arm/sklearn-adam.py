"""scikit-learn's MLPRegressor by Adam on the arm: epochs of `partial_fit` until the seconds are over; its rate is constant."""

import time

from race import race
from sklearn.neural_network import MLPRegressor


def train(task, setting, seconds):
    x, y = (task[name].astype(setting["dtype"]) for name in ("x", "y"))
    model = MLPRegressor(
        hidden_layer_sizes=task["hidden"],
        activation="tanh",
        solver="adam",
        alpha=0,
        learning_rate_init=setting["rate"],
        batch_size=setting["batch"],
        random_state=task["seed"],
    )
    began = time.perf_counter()
    epochs = 0
    while time.perf_counter() - began < seconds:
        model.partial_fit(x, y)
        epochs += 1
    took = time.perf_counter() - began
    return model.predict, {"steps": epochs * -(-len(x) // setting["batch"]), "seconds": took}


race(train)
