"""Fixtures that together ask more than a maximum, where that is to be rejected."""

from collections.abc import Iterator

from kickoff.config.calendar import Calendar
from kickoff.config.problems import Finding
from kickoff.timeline import OverMax, steps


def over_max(calendar: Calendar) -> Iterator[Finding]:
    """One finding for each set of fixtures that asks too much of a dimension."""
    start, end = calendar.span()
    rejecting = {
        key: bound for key, bound in calendar.bounds.items() if bound.over_max is OverMax.REJECT
    }
    seen = set()
    for step in steps(rejecting, calendar.fixtures(start, end), start, end):
        level = step.level
        because = tuple(dict.fromkeys(fixture.origin for fixture in level.because))
        if not level.excess or (step.key, because) in seen:
            continue
        seen.add((step.key, because))
        names = " and ".join(fixture.name for fixture in level.because)
        verb = "ask" if len(level.because) > 1 else "asks"
        message = (
            f"{names} {verb} {level.value + level.excess} of {'.'.join(step.key)} "
            f"at {step.start:%Y-%m-%d %H:%MZ}, where its max is {level.value}; "
            "raise max, or name over_max: clamp or raise"
        )
        yield Finding(because[-1], message)
