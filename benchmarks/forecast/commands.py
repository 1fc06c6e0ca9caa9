"""The commands `learn` and `backtest` on a year of minutes with a match every third evening."""

import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sin
from pathlib import Path
from random import Random

_START, _DAYS, _TESTED = datetime(2026, 1, 1, tzinfo=UTC), 365, 38
_EVERY, _KICKOFF = timedelta(days=3), timedelta(hours=20)
_MINUTE = timedelta(minutes=1)
_DAY = 24 * 60
_HEAD = """\
version: 1
timezone: Europe/London
targets:
  prices: {table: prices, demand: auto, read: {baseline: 50, max: 40000}}
profiles:
  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 1200}}}
fixtures:
"""


@dataclass(frozen=True, slots=True)
class YearCost:
    """CPU seconds of learning and of a backtest of `tested_days`, and peak megabytes."""

    learning: float
    megabytes: float
    backtest: float
    tested_days: int = _TESTED


def measure_commands() -> YearCost:
    """Run both commands on the generated year."""
    with tempfile.TemporaryDirectory() as folder:
        config, loads = Path(folder) / "config.yaml", Path(folder) / "loads.csv"
        _write_calendar(config)
        _write_loads(loads)
        options = ("--config", config, "--load", loads, "--target", "prices")
        learning, megabytes = _run("learn", *options)
        end = _START + timedelta(days=_DAYS)
        start = end - timedelta(days=_TESTED)
        span = ("--from", start.isoformat(), "--to", end.isoformat())
        backtest, _ = _run("backtest", *options, *span)
    return YearCost(learning, megabytes, backtest)


def _write_calendar(path: Path) -> None:
    """Write a calendar of the year's matches and of some days after it."""
    kickoffs = (_START + _KICKOFF + number * _EVERY for number in range(_DAYS // 3 + 10))
    lines = [
        f"- {{name: match {number}, kickoff: {kickoff:%Y-%m-%dT%H:%MZ}, profile: match}}\n"
        for number, kickoff in enumerate(kickoffs)
    ]
    path.write_text(_HEAD + "".join(lines), encoding="utf-8")


def _write_loads(path: Path) -> None:
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


def _run(*arguments: object) -> tuple[float, float]:
    """Return the CPU seconds of a command, and the peak megabytes of all commands so far."""
    command = [sys.executable, "-c", "from operations.cli.main import main; main()"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603 (fixed)
        [*command, *map(str, arguments)], stdout=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1024
