"""Planned levels against the maximum of the calendar and of AWS."""

from collections.abc import Iterator
from dataclasses import replace

from kickoff.outcome import Code, Outcome
from kickoff.timeline import Level
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.period import CheckPeriod
from prescaler.model import DecisionInput
from prescaler.plan.desired_states import desired_states
from prescaler.plan.readiness import obstacle
from prescaler.resources.registry import KINDS

_CODES = {
    Code.MAX_TOO_LOW: FindingCode.MAX_TOO_LOW,
    Code.CAPPED: FindingCode.CAPPED,
    Code.ON_DEMAND: FindingCode.ON_DEMAND,
}


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report levels that the prescaler cannot reach without a person.

    The obstacle is MaxCapacity, the cap of an on-demand table, or warm throughput that may not be
    bought.
    """
    for dimension, desired_state in desired_states(KINDS, period.calendar, period.now).items():
        if dimension not in facts.observed:
            continue
        steps = period.steps[dimension.key]
        inputs = DecisionInput(dimension, desired_state, None, facts.observed[dimension])
        highest = max((step.level for step in steps), key=lambda level: level.value)
        worst = _obstacle(inputs, highest)
        if worst is None:  # lower levels have no obstacle either
            continue
        hindered = [step for step in steps if _obstacle(inputs, step.level)]
        problem, _, advice = worst.message.partition(": ")
        yield Finding(
            _CODES[worst.code],
            ".".join(dimension.key),
            problem,
            advice,
            hindered[0].start,
            affected(step.level.because for step in hindered),
        )


def check_clamped(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:  # noqa: ARG001 (as all checks)
    """Report demand above `max` that `over_max: clamp` cuts, once a dimension."""
    for key, steps in period.steps.items():
        if cut := [step for step in steps if step.level.excess]:
            worst = max(cut, key=lambda step: step.level.excess).level
            names = " and ".join(fixture.name for fixture in worst.because)
            yield Finding(
                FindingCode.CLAMPED,
                ".".join(key),
                f"{names} need {worst.value + worst.excess:,}, max is {worst.value:,}: "
                f"{worst.excess:,} are cut",
                "raise max, lower the demand, or set over_max: raise",
                cut[0].start,
                affected(step.level.because for step in cut),
            )


def _obstacle(inputs: DecisionInput, level: Level) -> Outcome | None:
    desired_state = inputs.desired_state
    return obstacle(replace(inputs, desired_state=desired_state and desired_state.at_level(level)))
