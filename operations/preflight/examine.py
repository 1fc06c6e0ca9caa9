"""All checks of what is to come."""

from operations.preflight.checks import (
    armed,
    bounds,
    clamped,
    clocks,
    concurrency,
    decreases,
    functions,
    guards,
    lead,
    permissions,
    pings,
    reads,
    throughput,
    updates,
)
from operations.preflight.facts import Facts
from operations.preflight.finding import Finding, by_urgency
from operations.preflight.horizon import Horizon

_CHECKS = (
    reads.check,
    functions.check,
    guards.check,
    permissions.check,
    bounds.check,
    clamped.check,
    throughput.check,
    updates.check,
    concurrency.check,
    decreases.check,
    armed.check,
    lead.check,
    pings.check,
    clocks.check,
)


def examine(horizon: Horizon, facts: Facts) -> list[Finding]:
    """Everything that was found, the most urgent first."""
    return sorted((each for check in _CHECKS for each in check(horizon, facts)), key=by_urgency)
