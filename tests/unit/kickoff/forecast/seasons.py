"""A season to learn from: a match every evening, its crowd growing from kick-off to the whistle."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kickoff.calendar import load
from kickoff.forecast.loads import Loads, instant, minute
from kickoff.forecast.target import ForecastTarget
from tests.unit.kickoff.files import READ, utc

FIRST = utc("2026-11-02")  # a Monday
KICKOFF = timedelta(hours=20)
DAYS = 8
_QUIET = 6_000.0  # units a minute: 100 a second

_HEAD = """\
version: 1
timezone: UTC
targets:
  prices: {table: prices, demand: auto, read: {baseline: 50, max: 4000}}
profiles:
  match: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: %d}}}
  cup-tie: {lasts: 2h, lead: 20m, tail: 30m, demand: {prices: {read: 2000}}}
fixtures:
"""


def crowd(since: int) -> float:
    """Return the load as a multiple of the quiet load: doubles in an hour, ends after two."""
    if 0 <= since < 120:
        return 1 + min(since, 60) / 60
    return 1.0


def season(shape: Callable[[int], float] = crowd, days: int = DAYS) -> Loads:
    """Return the load of days with a match each."""
    rows = []
    for day in range(days):
        kickoff = minute(FIRST + day * timedelta(days=1) + KICKOFF)
        midnight = minute(FIRST + day * timedelta(days=1))
        rows += [
            (instant(number), _QUIET * shape(number - kickoff))
            for number in range(midnight, midnight + 24 * 60)
        ]
    return Loads.of(rows)


def forecast_target(
    folder: Path, profiles: tuple[str, ...] = ("match",) * DAYS, written: int = 1000
) -> ForecastTarget:
    """Return the target of the season's calendar, with a profile for each day."""
    path = folder / "config.yaml"
    kickoffs = [FIRST + day * timedelta(days=1) + KICKOFF for day in range(len(profiles))]
    lines = [
        f"- {{name: of {kickoff:%A}, kickoff: {kickoff:%Y-%m-%d %H:%M}, profile: {profile}}}\n"
        for kickoff, profile in zip(kickoffs, profiles, strict=True)
    ]
    path.write_text(_HEAD % written + "".join(lines))
    return ForecastTarget(load(path), READ, 60)
