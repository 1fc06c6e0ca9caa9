"""Windows that hold a night on which the zone's clocks change."""

from collections.abc import Iterator
from datetime import timedelta

from kickoff.timeline import Fixture
from preflight.facts import Facts
from preflight.finding import Code, Concerned, Finding
from preflight.horizon import Horizon


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:  # noqa: ARG001 (every check's)
    """Durations are real time: such a window ends an hour off by the clock on the wall."""
    zone = horizon.calendar.zone
    for fixture in horizon.fixtures:
        opens, closes = fixture.opens.astimezone(zone), fixture.closes.astimezone(zone)
        change = (closes.utcoffset() or timedelta()) - (opens.utcoffset() or timedelta())
        if change:
            yield _finding(fixture, f"{opens:%H:%M}", f"{closes:%H:%M}", change)


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
