"""Missing resources and failed reads. Neither stops the other checks."""

from collections.abc import Iterator

from kickoff.calendar import FunctionTarget
from kickoff.outcome import Code, Outcome
from operations.preflight.facts import AccountFacts, ScopeLimits
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod
from warmer.model import FunctionRef

_CODES = {Code.NOT_FOUND: FindingCode.NOT_FOUND, Code.INVALID: FindingCode.CONTRADICTION}
_NO_FAILURE = frozenset({Code.NOT_AUTOSCALED})
_ADVICE = {
    Code.NOT_FOUND: "create it, or correct the target's name, region, role_arn or qualifier",
    Code.INVALID: "correct the target in the calendar",
    Code.DENIED: "allow it for the role that checks (docs/checking.md); until then this is unknown",
}
RETRY = "check again; until then this is unknown"


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report each missing resource, and each denied or failing permission once.

    A failed read does no harm before the first raise.
    """
    for alike in group_by(_outcomes(period, facts), lambda pair: _kind(pair[1])).values():
        targets = list(dict.fromkeys(name for name, _ in alike))
        outcome, messages = alike[0][1], {each.message for _, each in alike}
        more = f" ({len(messages) - 1} more like it)" if len(messages) > 1 else ""
        known = outcome.code in _CODES
        yield Finding(
            _CODES.get(outcome.code, FindingCode.UNREAD),
            targets[0] if len(targets) == 1 else f"{len(targets)} targets",
            outcome.message + more,
            _ADVICE.get(outcome.code, RETRY),
            period.first_use(targets) if known else period.first_raise(targets),
            period.affected(targets),
        )


def _kind(outcome: Outcome) -> object:
    """Return the group of an outcome; failed reads are grouped by the permission they name."""
    return outcome if outcome.code in _CODES else (outcome.code, outcome.message.split()[0])


def _outcomes(period: CheckPeriod, facts: AccountFacts) -> Iterator[tuple[str, Outcome]]:
    """Yield every failed read with each target that it concerns."""
    for dimension, observed in facts.observed.items():
        for read in (observed.capacity, observed.limits):
            if isinstance(read, Outcome) and read.code not in _NO_FAILURE:
                yield dimension.key.target, read
    yield from ((each.key.target, outcome) for each, outcome in facts.unread_policies)
    for quota, own in facts.account_quotas.values():
        if isinstance(quota, Outcome):
            yield from ((each.key.target, quota) for each in own)
    targets = period.calendar.targets
    for name, target in targets.items():
        limits = facts.limits.get(facts.scopes[target.place], ScopeLimits())
        reads: tuple[object, ...] = (limits.throughput, limits.provisioned_share)
        if isinstance(target, FunctionTarget):
            function = FunctionRef(target.function, target.qualifier, target.place)
            reads = (limits.unreserved, facts.guard_answers.get(function))
            if found := facts.functions.get(function):
                reads = (*reads, found.state, found.reserved)
        yield from ((name, read) for read in reads if isinstance(read, Outcome))
    for outcome in facts.permissions.unread:
        yield from ((name, outcome) for name in targets)
