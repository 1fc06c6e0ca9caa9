"""Nights on which the zone's clocks change: windows that hold one, fixtures lost in one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kickoff.timeline import Fixture
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Concerned, Finding
from operations.preflight.horizon import Horizon


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:  # noqa: ARG001 (every check's)
    """Durations are real time: such a window ends an hour off by the clock on the wall.

    A recurring rule has no fixture at a time that the clocks skip.
    """
    zone = horizon.calendar.zone
    for fixture in horizon.fixtures:
        opens, closes = fixture.opens.astimezone(zone), fixture.closes.astimezone(zone)
        change = (closes.utcoffset() or timedelta()) - (opens.utcoffset() or timedelta())
        if change:
            yield _finding(fixture, f"{opens:%H:%M}", f"{closes:%H:%M}", change)
    for rule in horizon.calendar.rules:
        for local in rule.skipped(horizon.now, horizon.end):
            yield _lost(rule.rule.name, local)


def _finding(fixture: Fixture, opens: str, closes: str, change: timedelta) -> Finding:
    moved = "forward" if change > timedelta() else "back"
    minutes = (fixture.closes - fixture.opens) // timedelta(minutes=1)
    return Finding(
        Code.CLOCK_CHANGE,
        fixture.name,
        f"clocks go {moved} in its window, {opens} to {closes} local, {minutes} minutes in all",
        "see that the end is meant so; if not, give it another lasts",
        fixture.opens,
        Concerned(fixture, 1),
    )


def _lost(name: str, local: datetime) -> Finding:
    return Finding(
        Code.CLOCK_CHANGE,
        name,
        f"{local:%a} {local.day} {local:%b} has no {local:%H:%M}: the clocks skip it, and so does "
        "the rule",
        "write that one under fixtures at a time that exists, or leave the day out (except)",
        local.astimezone(UTC),
        Concerned(),
    )
