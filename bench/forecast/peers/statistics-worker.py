"""Fits the Python peers of the forecast bench: one JSON task a line on stdin, one JSON answer a line on stdout.

Every fit runs in a process of its own, so that one that takes too long, or crashes, is ended and told, and the next goes on.
One core: the thread pools of numpy and numba are told so before they are loaded.
"""

import os

for pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "STAN_NUM_THREADS"):
    os.environ[pool] = "1"

import json
import logging
import select
import signal
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import numpy as np
import pandas as pd
from prophet import Prophet
from statsforecast.models import MSTL, AutoARIMA, AutoETS, DynamicOptimizedTheta

HOUR_SECONDS = 3600


def stl_options(seasons):
    """The local regressions are computed at every tenth of their window and interpolated, as R's stl does by default."""
    longest = max(seasons)
    return {"seasonal_jump": 2, "trend_jump": max(1, longest * 3 // 20), "low_pass_jump": max(1, longest // 10)}


def statsforecast_model(peer, seasons):
    if peer == "sf-auto-arima":
        # A season of hundreds of bins is beyond it; what STL leaves when the season is taken out is not.
        if seasons and seasons[0] > 24:
            return MSTL(season_length=list(seasons), trend_forecaster=AutoARIMA(), stl_kwargs=stl_options(seasons))
        return AutoARIMA(season_length=seasons[0] if seasons else 1)
    if peer == "sf-auto-ets":
        return AutoETS(season_length=seasons[0] if seasons else 1)
    if peer == "sf-theta":
        return DynamicOptimizedTheta(season_length=seasons[0] if seasons else 1)
    if peer == "sf-mstl":
        return MSTL(season_length=list(seasons), stl_kwargs=stl_options(seasons))
    raise ValueError(f"unknown peer {peer}")


def central_percent(level):
    return round(abs(2 * level - 1) * 100, 6)


def fit_statsforecast(task):
    model = statsforecast_model(task["peer"], task["seasons"])
    percents = sorted({central_percent(level) for level in task["levels"] if level != 0.5})
    answer = model.forecast(y=np.array(task["values"]), h=task["horizon"], level=percents or None)
    found = {key: np.asarray(values, dtype=float) for key, values in answer.items()}
    point = found["mean"]

    def at(level):
        if level == 0.5:
            return point
        side = "hi" if level > 0.5 else "lo"
        percent = central_percent(level)
        return next(values for key, values in found.items() if key.startswith(side) and abs(float(key[3:]) - percent) < 1e-4)

    return point, [at(level) for level in task["levels"]]


def fit_prophet(task):
    values, bin_seconds = task["values"], task["binSeconds"]
    every = pd.to_datetime(task["startMs"] / 1000 + bin_seconds * np.arange(len(values) + task["horizon"]), unit="s")
    days = len(values) * bin_seconds / (24 * HOUR_SECONDS)
    model = Prophet(
        daily_seasonality=days >= 2,
        weekly_seasonality=days >= 14,
        yearly_seasonality=False,
        uncertainty_samples=400,
    )
    np.random.seed(1)
    model.fit(pd.DataFrame({"ds": every[: len(values)], "y": values}), seed=1)
    samples = model.predictive_samples(pd.DataFrame({"ds": every[len(values) :]}))
    # The drawing of paths gives no mean of its own; its trend and seasons are those of `predict`.
    point = model.predict(pd.DataFrame({"ds": every[len(values) :]}))["yhat"].to_numpy()
    return point, [np.quantile(samples["yhat"], level, axis=1) for level in task["levels"]]


def fit(task):
    began = time.perf_counter()
    try:
        point, quantiles = fit_prophet(task) if task["peer"] == "py-prophet" else fit_statsforecast(task)
        rows = [[float(value) for value in row] for row in [point, *quantiles]]
        if not np.all(np.isfinite(rows)):
            raise ValueError("got a forecast that is not finite")
        answer = {"point": rows[0], "quantiles": rows[1:]}
    except Exception as error:
        answer = {"failure": f"{type(error).__name__}: {error}"[:200].replace("\n", " ")}
    return {"seconds": time.perf_counter() - began, **answer}


def read_answer(reader, until):
    """What the child wrote, or None when its time was up."""
    parts = []
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            return None
        part = os.read(reader, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def fit_in_child(task):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        # A group of its own: Prophet's optimiser is yet another process, which must end with it.
        os.setpgid(0, 0)
        # Whatever a library prints must not stand among the answers, nor in the way of the progress bar.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        with os.fdopen(writer, "wb") as out:
            out.write(json.dumps(fit(task)).encode())
        os._exit(0)
    os.close(writer)
    text = read_answer(reader, time.monotonic() + task["timeoutSeconds"])
    os.close(reader)
    if text is None:
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if text is None:
        return {"seconds": task["timeoutSeconds"], "failure": "time-out"}
    if not text:
        return {"seconds": 0, "failure": "crashed"}
    return json.loads(text)


def main():
    warm = [float(10 + i % 24) for i in range(96)]
    for peer in ("sf-auto-arima", "sf-auto-ets", "sf-theta", "sf-mstl"):
        # Compiled here once, and not anew in every child.
        fit({"peer": peer, "values": warm, "seasons": [24], "horizon": 2, "levels": [0.5, 0.9]})
    for line in sys.stdin:
        print(json.dumps(fit_in_child(json.loads(line))), flush=True)


main()
