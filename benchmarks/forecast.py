"""Cost of the forecast: learning from a year, a backtest, and one minute of the prescaler.

Run it as

    .venv/bin/python -m benchmarks.forecast

The year is generated: a match every third evening, with load that grows in its first hour, and
noise. The benchmark prints, each with its limit:

- seconds and peak memory of `kickoff learn` for one target over the year;
- seconds of `kickoff backtest` over its last 38 days;
- CPU time of one minute of one dimension: it reads the stored forecast (hourly) and CloudWatch's
  last minutes from a simulator in another process, and computes the floor; the median of many.

It exits with 1 if a figure is above its limit.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from math import sin
from multiprocessing import Process, Queue
from pathlib import Path
from random import Random

from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.loads import minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.imports.load_file import read_loads
from prescaler.forecaster import Forecaster
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.throughput import UnitsServed
from simulator.server import serve

_START, _DAYS, _TESTED = datetime(2026, 1, 1, tzinfo=UTC), 365, 38
_EVERY, _KICKOFF = timedelta(days=3), timedelta(hours=20)
_MINUTE = timedelta(minutes=1)
_DAY = 24 * 60
_LEARN_SECONDS, _LEARN_MEGABYTES, _BACKTEST_SECONDS, _TICK_MILLISECONDS = 5, 300, 20, 20
_TICKS = 200
_LONGEST_SECONDS = 120
_HEAD = """\
version: 1
timezone: Europe/London
targets:
  prices: {table: prices, demand: auto, read: {baseline: 50, max: 40000}}
profiles:
  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 1200}}}
fixtures:
"""


def write_calendar(path: Path) -> None:
    """Write a calendar of the year's matches and of some days after it."""
    kickoffs = (_START + _KICKOFF + number * _EVERY for number in range(_DAYS // 3 + 10))
    lines = [
        f"- {{name: match {number}, kickoff: {kickoff:%Y-%m-%dT%H:%MZ}, profile: match}}\n"
        for number, kickoff in enumerate(kickoffs)
    ]
    path.write_text(_HEAD + "".join(lines), encoding="utf-8")


def write_loads(path: Path) -> None:
    """Write a row for each minute of the year."""
    random = Random(1998)  # noqa: S311 (noise)
    with path.open("w", encoding="utf-8") as file:
        file.write("minute_utc,requests\n")
        for number in range(_DAYS * _DAY):
            at = _START + number * _MINUTE
            since = number % (3 * _DAY) - _KICKOFF // _MINUTE
            crowd = 5 * min(since, 60) / 60 if 0 <= since < 120 else 0  # noqa: PLR2004 (minutes)
            load = 6000 * (1.3 + sin(number / _DAY * 6.283) + crowd) * random.uniform(0.9, 1.1)
            file.write(f"{at:%Y-%m-%dT%H:%MZ},{load:.0f}\n")


def run(*arguments: object) -> tuple[float, float]:
    """Seconds of the command, and the peak megabytes of all commands so far."""
    command = [str(Path(sys.executable).with_name("kickoff")), *map(str, arguments)]
    before = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 (fixed)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - before, peak


def serve_account(endpoints: "Queue[str]") -> None:
    """Serve an account with a table in use and a lease table; puts its URL into the queue."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    cloud = Cloud(Clock(now))
    cloud.add_table("leases", key="lease")
    for minutes in range(20):
        used = {("prices", "read"): UnitsServed(consumed=6000, throttled=0)}
        cloud.metrics.note(used, now - minutes * _MINUTE)
    with serve(cloud) as endpoint:
        endpoints.put(endpoint)
        time.sleep(_LONGEST_SECONDS)


def tick(target: ForecastTarget, path: Path) -> float:
    """CPU milliseconds of a minute of one dimension: its calls and its floor."""
    endpoints: Queue[str] = Queue()
    account = Process(target=serve_account, args=(endpoints,), daemon=True)
    account.start()
    place = {"AWS_ENDPOINT_URL": endpoints.get(), "AWS_DEFAULT_REGION": "eu-west-1"}
    os.environ |= place | {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    growths = target.learn(read_loads(path, 1.0))
    DynamoKeyValueStore(Aws(), "leases").keep(
        "forecast|prices|read", GrowthModel(now, growths).dumps()
    )
    forecaster = Forecaster(Aws(), "leases")
    taken = []
    for _ in range(_TICKS):
        before = time.process_time()
        view = forecaster.view(target.calendar, now)
        taken.append((time.process_time() - before) * 1000)
        assert not view.fallbacks
    account.terminate()
    return statistics.median(taken)


def main() -> int:
    """Measure, print, and compare with the limits."""
    with tempfile.TemporaryDirectory() as folder:
        config, loads = Path(folder) / "config.yaml", Path(folder) / "loads.csv"
        write_calendar(config)
        write_loads(loads)
        options = ("--config", config, "--load", loads, "--target", "prices")
        learning, megabytes = run("learn", *options)
        end = _START + timedelta(days=_DAYS)
        start = end - timedelta(days=_TESTED)
        span = ("--from", start.isoformat(), "--to", end.isoformat())
        backtest, _ = run("backtest", *options, *span)
        milliseconds = tick(ForecastTarget(load(config), Key("prices", "read"), 60), loads)
    assert minute(end) - minute(_START) == _DAYS * _DAY
    figures = (
        ("learn from a year, seconds", learning, _LEARN_SECONDS),
        ("  its memory, megabytes", megabytes, _LEARN_MEGABYTES),
        (f"backtest of {_TESTED} days, seconds", backtest, _BACKTEST_SECONDS),
        ("a minute of a target, ms of CPU", milliseconds, _TICK_MILLISECONDS),
    )
    for name, value, limit in figures:
        print(f"{name:34}{value:10.3f} (limit {limit})")
    return int(any(value >= limit for _, value, limit in figures))


if __name__ == "__main__":
    sys.exit(main())
