"""Planned containers against the concurrency limit of a function or of its account."""

from collections.abc import Iterator, Mapping, Sequence

from kickoff.calendar import FunctionTarget
from kickoff.outcome import Outcome
from kickoff.timeline import Key, Step
from operations.preflight.facts import AccountFacts, ScopeLimits
from operations.preflight.finding import Finding, FindingCode, affected
from operations.preflight.grouping import group_by
from operations.preflight.period import CheckPeriod, CombinedLevel, combined_above
from warmer.model import FunctionRef
from warmer.plan.permits import ConcurrencyPool, reserved_pool

# Lambda keeps this much of an account's concurrency for functions without provisioned concurrency.
KEPT_UNRESERVED = 100


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Compare warm and provisioned levels with each limit, without any live requests."""
    functions = {
        name: FunctionRef(target.function, target.qualifier, target.place)
        for name, target in period.calendar.targets.items()
        if isinstance(target, FunctionTarget)
    }
    reserved = {name: _reserved(facts, function) for name, function in functions.items()}
    own = [name for name in functions if isinstance(reserved[name], int)]
    by_function = group_by(own, lambda name: (functions[name].place, functions[name].name))
    for group in by_function.values():
        limit = reserved[group[0]]
        if isinstance(limit, int):
            foreign = _foreign(period, facts, {name: functions[name] for name in group})
            pool = reserved_pool(limit, foreign, 0)
            yield from _compare(period, group[0], group, pool, pool.limit)
    shared = [name for name in functions if reserved[name] is None]
    for scope, group in group_by(shared, lambda name: facts.scopes[functions[name].place]).items():
        limit = facts.limits.get(scope, ScopeLimits()).unreserved
        if isinstance(limit, int):
            foreign = sum(
                _foreign(period, facts, {name: functions[name] for name in same})
                for same in group_by(group, lambda name: functions[name].name).values()
            )
            name = f"the unreserved concurrency of {scope}"
            name += f" without {foreign} provisioned" if foreign else ""
            pool = ConcurrencyPool(name, max(0, limit - foreign), 0)
            provisionable = max(0, pool.limit - KEPT_UNRESERVED)
            yield from _compare(period, str(scope), group, pool, provisionable)


def _reserved(facts: AccountFacts, function: FunctionRef) -> int | Outcome | None:
    """Return the reserved concurrency; None without a reservation, an outcome if unknown."""
    found = facts.functions[function]
    return found.state if isinstance(found.state, Outcome) else found.reserved


def _foreign(period: CheckPeriod, facts: AccountFacts, functions: Mapping[str, FunctionRef]) -> int:
    """Return the provisioned concurrency of one function that the calendar does not plan."""
    planned = {each.qualifier for name, each in functions.items() if _is_provisioned(period, name)}
    configured = facts.functions[next(iter(functions.values()))].provisioned
    return sum(count for qualifier, count in configured.items() if qualifier not in planned)


def _is_provisioned(period: CheckPeriod, name: str) -> bool:
    return Key(name, "provisioned") in period.steps


def _compare(
    period: CheckPeriod, subject: str, targets: list[str], pool: ConcurrencyPool, provisionable: int
) -> Iterator[Finding]:
    """Report the first exceeded limit: for all, for provisioned concurrency, for pings."""
    warm, provisioned = (_timelines(period, targets, name) for name in ("warm", "provisioned"))
    if above := list(combined_above([*warm, *provisioned], pool.limit)):
        yield _finding(subject, above, f"{pool.name} is {pool.limit:,}")
    elif above := list(combined_above(provisioned, provisionable)):
        limit = f"{provisionable:,} of {pool.name} may be provisioned"
        yield _finding(subject, above, limit)
    elif above := list(combined_above(warm, pool.free)):
        limit = f"pings may take {pool.free:,} of {pool.name}, {pool.limit:,}"
        yield _finding(subject, above, limit)


def _timelines(period: CheckPeriod, targets: list[str], dimension: str) -> list[Sequence[Step]]:
    keys = (Key(name, dimension) for name in targets)
    return [period.steps[key] for key in keys if key in period.steps]


def _finding(subject: str, above: list[CombinedLevel], limit: str) -> Finding:
    most = max(each.total for each in above)
    return Finding(
        FindingCode.CONCURRENCY,
        subject,
        f"{most:,} containers are planned; {limit}, and live requests need some too",
        "raise the limit (Service Quotas, Lambda; or the reservation), or lower the levels",
        above[0].start,
        affected(each.because for each in above),
    )
