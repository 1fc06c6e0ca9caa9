"""What stands between a dimension and its planned levels: as the prescaler will judge it."""

from collections.abc import Iterator

from preflight.facts import Facts
from preflight.finding import Code, Finding, concerned
from preflight.horizon import Horizon
from prescaler.model import Code as Judged
from prescaler.model import Situation
from prescaler.plan.obstacle import obstacle
from prescaler.plan.wishes import wishes

_CODES = {
    Judged.MAX_TOO_LOW: Code.MAX_TOO_LOW,
    Judged.CAPPED: Code.CAPPED,
    Judged.ON_DEMAND: Code.ON_DEMAND,
}


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """MaxCapacity, caps of on-demand tables, and warm throughput that may not be bought."""
    for dimension, wish in wishes(horizon.calendar, horizon.now).items():
        if dimension not in facts.observed:
            continue
        observed = facts.observed[dimension]
        hindered = [
            (step, found)
            for step in horizon.steps[dimension.key]
            if (found := obstacle(Situation(dimension, wish.of(step.level), None, observed)))
        ]
        if not hindered:
            continue
        _, worst = max(hindered, key=lambda each: each[0].level.value)
        what, _, advice = worst.message.partition(": ")
        yield Finding(
            _CODES[worst.code],
            ".".join(dimension.key),
            what,
            advice,
            hindered[0][0].start,
            concerned(step.level.because for step, _ in hindered),
        )
