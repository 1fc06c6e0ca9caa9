"""Cost of the forecast: learning from a year and from a season, a backtest, and one minute.

Run it as

    .venv/bin/python -m benchmarks.forecast

Loads are generated: they grow in the first hour of a match, and have noise. The benchmark prints,
each with its limit:

- CPU seconds and peak memory of `kickoff learn` for one target over a year;
- CPU seconds of `kickoff backtest` over its last 38 days;
- CPU seconds and peak memory of the daily run for 200 dimensions, each with a season in its
  archive;
- CPU time of one minute of 20 dimensions: it reads the stored forecasts (hourly) and CloudWatch's
  last minutes from a simulator in another process, and computes the minimums; the median of many.

It exits with 1 if a figure is above its limit.
"""

import sys

from benchmarks.forecast.commands import measure_commands
from benchmarks.forecast.minute import DIMENSIONS, measure_minute
from benchmarks.forecast.season import LEARNED, measure_season

_LEARN_SECONDS, _MEGABYTES, _BACKTEST_SECONDS, _MINUTE_MILLISECONDS = 5, 300, 20, 20


def main() -> int:
    """Measure, print, and compare with the limits."""
    year = measure_commands()
    season = measure_season()
    figures = (
        ("learn from a year, seconds", year.learning, _LEARN_SECONDS),
        ("  its memory, megabytes", year.megabytes, _MEGABYTES),
        (f"backtest of {year.tested_days} days, seconds", year.backtest, _BACKTEST_SECONDS),
        (f"a season of {LEARNED} dimensions, seconds", season.seconds, _LEARN_SECONDS),
        ("  its memory, megabytes", season.megabytes, _MEGABYTES),
        (f"a minute of {DIMENSIONS} dimensions, ms", measure_minute(), _MINUTE_MILLISECONDS),
    )
    for name, value, limit in figures:
        print(f"{name:38}{value:10.3f} (limit {limit})")
    return int(any(value >= limit for _, value, limit in figures))


if __name__ == "__main__":
    sys.exit(main())
