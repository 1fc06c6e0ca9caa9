"""Clock changes of the calendar's zone: windows across one, and fixtures lost in one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kickoff.timeline import Fixture
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import AffectedFixtures, Finding, FindingCode
from operations.preflight.period import CheckPeriod


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:  # noqa: ARG001 (as all checks)
    """Report windows that end an hour off by local time, and occurrences that do not exist.

    Durations are real time. A recurring rule has no occurrence at a local time that clocks skip.
    """
    zone = period.calendar.zone
    for fixture in period.fixtures:
        opens, closes = fixture.opens.astimezone(zone), fixture.closes.astimezone(zone)
        change = (closes.utcoffset() or timedelta()) - (opens.utcoffset() or timedelta())
        if change:
            yield _shifted(fixture, f"{opens:%H:%M}", f"{closes:%H:%M}", change)
    for rule in period.calendar.rules:
        for local in rule.skipped(period.now, period.end):
            yield _skipped(rule.rule.name, local)


def _shifted(fixture: Fixture, opens: str, closes: str, change: timedelta) -> Finding:
    direction = "forward" if change > timedelta() else "back"
    minutes = (fixture.closes - fixture.opens) // timedelta(minutes=1)
    return Finding(
        FindingCode.CLOCK_CHANGE,
        fixture.name,
        f"clocks go {direction} in its window, {opens} to {closes} local, {minutes} minutes in all",
        "check the local end of the window; if it is wrong, set another lasts",
        fixture.opens,
        AffectedFixtures(fixture, 1),
    )


def _skipped(name: str, local: datetime) -> Finding:
    return Finding(
        FindingCode.CLOCK_CHANGE,
        name,
        f"{local:%a} {local.day} {local:%b} has no {local:%H:%M}: the clocks skip it, and so does "
        "the rule",
        "add the fixture under fixtures at a time that exists, or exclude the day (except)",
        local.astimezone(UTC),
        AffectedFixtures(),
    )
