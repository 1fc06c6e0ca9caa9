"""Clock changes of the calendar's zone: windows across one, and fixtures lost in one."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from operations.preflight.facts import AccountFacts
from operations.preflight.finding import AffectedFixtures, Finding, FindingCode, affected
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
            direction = "forward" if change > timedelta() else "back"
            minutes = (fixture.closes - fixture.opens) // timedelta(minutes=1)
            yield Finding(
                FindingCode.CLOCK_CHANGE,
                fixture.name,
                f"clocks go {direction} in its window, {opens:%H:%M} to {closes:%H:%M} local, "
                f"{minutes} minutes in all",
                "check the local end of the window; if it is wrong, set another lasts",
                fixture.opens,
                affected([[fixture]]),
            )
    for rule in period.calendar.rules:
        for local in rule.skipped(period.now, period.end):
            yield Finding(
                FindingCode.CLOCK_CHANGE,
                rule.rule.name,
                f"{local:%a} {local.day} {local:%b} has no {local:%H:%M}: the clocks skip it, and "
                "so does the rule",
                "add the fixture under fixtures at a time that exists, or exclude the day (except)",
                local.astimezone(UTC),
                AffectedFixtures(),
            )
