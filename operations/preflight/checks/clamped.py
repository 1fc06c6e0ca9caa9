"""Fixtures that ask more than max, where the calendar is told to clamp."""

from collections.abc import Iterator

from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.horizon import Horizon


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:  # noqa: ARG001 (every check's)
    """One finding a dimension, with the most that goes unserved."""
    for key, steps in horizon.steps.items():
        cut = [step for step in steps if step.level.excess]
        if not cut:
            continue
        worst = max(cut, key=lambda step: step.level.excess).level
        names = " and ".join(fixture.name for fixture in worst.because)
        yield Finding(
            Code.CLAMPED,
            ".".join(key),
            f"{names} ask {worst.value + worst.excess:,}, max is {worst.value:,}: "
            f"{worst.excess:,} go unserved",
            "raise max, ask less, or set over_max: raise",
            cut[0].start,
            concerned(step.level.because for step in cut),
        )
