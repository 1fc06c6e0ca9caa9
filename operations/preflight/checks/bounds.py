"""What stands between a dimension and its planned levels: as the prescaler will judge it."""

from collections.abc import Iterator
from dataclasses import replace

from kickoff.timeline import Level
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.horizon import Horizon
from prescaler.model import Code as Judged
from prescaler.model import DecisionInput, Outcome
from prescaler.plan.desired_states import desired_states
from prescaler.plan.readiness import obstacle
from prescaler.resources.registry import KINDS

_CODES = {
    Judged.MAX_TOO_LOW: Code.MAX_TOO_LOW,
    Judged.CAPPED: Code.CAPPED,
    Judged.ON_DEMAND: Code.ON_DEMAND,
}


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """MaxCapacity, caps of on-demand tables, and warm throughput that may not be bought."""
    for dimension, desired_state in desired_states(KINDS, horizon.calendar, horizon.now).items():
        if dimension not in facts.observed:
            continue
        steps = horizon.steps[dimension.key]
        inputs = DecisionInput(dimension, desired_state, None, facts.observed[dimension])
        highest = max((step.level for step in steps), key=lambda level: level.value)
        worst = _obstacle(inputs, highest)
        if worst is None:  # nor is there one to less
            continue
        hindered = [step for step in steps if _obstacle(inputs, step.level)]
        what, _, advice = worst.message.partition(": ")
        yield Finding(
            _CODES[worst.code],
            ".".join(dimension.key),
            what,
            advice,
            hindered[0].start,
            concerned(step.level.because for step in hindered),
        )


def _obstacle(inputs: DecisionInput, level: Level) -> Outcome | None:
    desired_state = inputs.desired_state
    return obstacle(replace(inputs, desired_state=desired_state and desired_state.at_level(level)))
