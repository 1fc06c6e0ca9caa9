"""Cost of a very large calendar: 10,000 fixtures, 1,000 tables (read and write), one year.

Run it as

    .venv/bin/python benchmarks/timeline.py

The calendar is generated. It has 100 profiles, each with a demand on 10 targets of its own. Its
fixtures are spread evenly over 2026 and take the profiles in turn. The benchmark prints:

- the time to load the file;
- the CPU time of one tick for the desired levels of all targets, without loading: the median of
  many ticks spread over the year, beside a naive tick that reads every fixture;
- seconds and peak memory of `kickoff plan --format json` over the whole year, as a process of its
  own, beside an estimate for computing the levels minute by minute.

It exits with 1 if a figure is above its limit.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kickoff.calendar import load
from kickoff.timeline import levels

_FIXTURES, _TARGETS, _PROFILES = 10_000, 1_000, 100
_START, _END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_TICKS, _NAIVE_TICKS = 1_000, 20
_TICK_MILLISECONDS, _PLAN_SECONDS, _PLAN_MEGABYTES = 20, 10, 500


def calendar_text() -> str:
    """Text of the calendar."""
    lines = ["version: 1", "timezone: Europe/London", "targets:"]
    for number in range(_TARGETS):
        bounds = "read: {baseline: 50, max: 40000}, write: {baseline: 20, max: 40000}"
        lines.append(f"  t{number}: {{table: table-{number}, {bounds}}}")
    lines.append("profiles:")
    each = _TARGETS // _PROFILES
    for number in range(_PROFILES):
        lines += [f"  p{number}:", "    lasts: 2h", "    lead: 20m", "    tail: 30m", "    demand:"]
        lines += [
            f"      t{target}: {{read: 1200, write: 400}}"
            for target in range(number * each, (number + 1) * each)
        ]
        lines.append("    phases:")
        lines.append("    - {from: kickoff-20m, share: 0.5}")
        lines.append("    - {from: end-10m, share: 1.0}")
    lines.append("fixtures:")
    for number in range(_FIXTURES):
        kickoff = _START + timedelta(hours=1) + number * (_END - _START) / _FIXTURES
        when = f"{kickoff:%Y-%m-%dT%H:%MZ}"
        lines.append(f"- {{name: match {number}, kickoff: {when}, profile: p{number % _PROFILES}}}")
    return "\n".join(lines) + "\n"


def cpu_milliseconds(work: Callable[[datetime], object], ticks: int) -> float:
    """The median CPU time of `work` at instants spread over the year."""
    taken = []
    for number in range(ticks):
        at = _START + number * ((_END - _START) / ticks // _MINUTE) * _MINUTE
        before = time.process_time()
        work(at)
        taken.append((time.process_time() - before) * 1000)
    return statistics.median(taken)


def plan(path: Path, output: Path) -> tuple[float, float, int]:
    """Seconds, peak megabytes and number of rows of `kickoff plan` over the year."""
    command = [str(Path(sys.executable).with_name("kickoff")), "plan", "--config", str(path)]
    span = ["--from", _START.isoformat(), "--to", _END.isoformat(), "--format", "json"]
    before = time.perf_counter()
    with output.open("wb") as file:
        subprocess.run([*command, *span], stdout=file, check=True)  # noqa: S603 (fixed)
    seconds = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, peak, len(json.loads(output.read_bytes()))


def main() -> int:
    """Measure, print, and compare with the limits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(calendar_text(), encoding="utf-8")
        before = time.process_time()
        calendar = load(path)
        loading = time.process_time() - before
        seconds, megabytes, rows = plan(path, Path(folder) / "plan.json")
        size = path.stat().st_size / 1e6
    everything = calendar.fixtures(_START, _END)
    assert len(everything) == _FIXTURES
    tick = cpu_milliseconds(calendar.levels, _TICKS)
    naive = cpu_milliseconds(lambda at: levels(calendar.bounds, everything, at), _NAIVE_TICKS)
    minutes = (_END - _START) // _MINUTE
    print(f"{_FIXTURES:,} fixtures, {_TARGETS:,} tables, {len(calendar.bounds):,} dimensions, 2026")
    print(f"load          {loading:8.2f} s CPU, {size:.1f} MB of YAML")
    print(f"tick          {tick:8.2f} ms CPU (limit {_TICK_MILLISECONDS}), median of {_TICKS:,}")
    print(f"  every fixture at every tick {naive:8.2f} ms CPU")
    print(f"year as JSON  {seconds:8.2f} s (limit {_PLAN_SECONDS}), {rows:,} rows")
    print(f"              {megabytes:8.0f} MB at most (limit {_PLAN_MEGABYTES})")
    print(f"  minute by minute, estimated {tick * minutes / 1000:8.0f} s CPU")
    limits = ((tick, _TICK_MILLISECONDS), (seconds, _PLAN_SECONDS), (megabytes, _PLAN_MEGABYTES))
    return int(any(found >= limit for found, limit in limits))


if __name__ == "__main__":
    sys.exit(main())
