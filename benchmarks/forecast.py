"""What the forecast costs: learning from a year, days replayed, a minute of the prescaler.

Run it as

    .venv/bin/python -m benchmarks.forecast

The year is generated: a match every third evening, whose crowd grows until its whistle, with noise.
Printed are, each with its limit, in this run:

- seconds and peak memory of `kickoff learn` over the year of minutes of one target;
- seconds of `kickoff backtest` over its last 38 days;
- the CPU that a minute of one dimension takes: reading what was learned (hourly) and CloudWatch's
  last minutes from a stand-in in another process, and the floor; the median of many.

Exits with 1 where a limit is missed.
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
from kickoff.forecast.growth import growth_series
from kickoff.forecast.growth_model import GrowthModel
from kickoff.forecast.loads import minute
from kickoff.forecast.target import ForecastTarget
from kickoff.timeline import Key
from operations.cli.loads import read
from prescaler.forecaster import Forecaster
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from simulator.throughput import Consumption

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
    """The season's matches, and those of the days after it."""
    kickoffs = (_START + _KICKOFF + number * _EVERY for number in range(_DAYS // 3 + 10))
    lines = [
        f"- {{name: match {number}, kickoff: {kickoff:%Y-%m-%dT%H:%MZ}, profile: match}}\n"
        for number, kickoff in enumerate(kickoffs)
    ]
    path.write_text(_HEAD + "".join(lines), encoding="utf-8")


def write_loads(path: Path) -> None:
    """A row for each minute of the season."""
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
    """Seconds of the real command, and the peak megabytes of all commands so far."""
    command = [str(Path(sys.executable).with_name("kickoff")), *map(str, arguments)]
    before = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 (our own)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - before, peak


def aws(told: "Queue[str]") -> None:
    """A stand-in for AWS in a process of its own: a table in use, and one that keeps things."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    cloud = Cloud(Clock(now))
    cloud.add_table("leases", key="lease")
    for minutes in range(20):
        used = {("prices", "read"): Consumption(consumed=6000, throttled=0)}
        cloud.metrics.note(used, now - minutes * _MINUTE)
    with serve(cloud) as endpoint:
        told.put(endpoint)
        time.sleep(_LONGEST_SECONDS)


def tick(about: ForecastTarget, path: Path) -> float:
    """Milliseconds of CPU that a minute of one dimension takes: its calls, and its floor."""
    told: Queue[str] = Queue()
    stand_in = Process(target=aws, args=(told,), daemon=True)
    stand_in.start()
    named = {"AWS_ENDPOINT_URL": told.get(), "AWS_DEFAULT_REGION": "eu-west-1"}
    os.environ |= named | {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    growths = about.learn(growth_series(read(path, 1.0), about.padding))
    DynamoKeyValueStore(Aws(), "leases").keep(
        "forecast|prices|read", GrowthModel(now, growths).dumps()
    )
    forecaster = Forecaster(Aws(), "leases")
    taken = []
    for _ in range(_TICKS):
        before = time.process_time()
        view = forecaster.view(about.calendar, now)
        taken.append((time.process_time() - before) * 1000)
        assert not view.fallbacks
    stand_in.terminate()
    return statistics.median(taken)


def main() -> int:
    """Measure, and say what was found."""
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
    found = (
        ("learn from a year, seconds", learning, _LEARN_SECONDS),
        ("  its memory, megabytes", megabytes, _LEARN_MEGABYTES),
        (f"backtest of {_TESTED} days, seconds", backtest, _BACKTEST_SECONDS),
        ("a minute of a target, ms of CPU", milliseconds, _TICK_MILLISECONDS),
    )
    for name, value, limit in found:
        print(f"{name:34}{value:10.3f} (limit {limit})")
    return int(any(value >= limit for _, value, limit in found))


if __name__ == "__main__":
    sys.exit(main())
