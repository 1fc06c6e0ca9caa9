"""All checks of a period, in one call."""

from operations.preflight.checks import (
    account_quotas,
    bounds,
    clock_changes,
    concurrency,
    daily_changes,
    decreases,
    event_bus,
    functions,
    lead,
    permissions,
    pings,
    reads,
    replicas,
    scaling_policies,
    scheduled_actions,
    service_quotas,
    simultaneous_updates,
    throughput_quotas,
)
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, by_urgency
from operations.preflight.period import CheckPeriod

_CHECKS = (
    reads.check,
    functions.check,
    functions.check_guards,
    permissions.check,
    event_bus.check,
    bounds.check,
    bounds.check_clamped,
    throughput_quotas.check,
    account_quotas.check,
    service_quotas.check,
    daily_changes.check,
    scaling_policies.check,
    simultaneous_updates.check,
    simultaneous_updates.check_queue,
    concurrency.check,
    decreases.check,
    replicas.check,
    scheduled_actions.check,
    lead.check,
    pings.check,
    clock_changes.check,
)


def run_checks(period: CheckPeriod, facts: AccountFacts) -> list[Finding]:
    """Return all findings, the most urgent first."""
    return sorted((each for check in _CHECKS for each in check(period, facts)), key=by_urgency)
