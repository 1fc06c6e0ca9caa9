"""Planned containers against the concurrency they draw on: a function's own, or the account's."""

from collections.abc import Iterator, Sequence

from kickoff.calendar import FunctionTarget
from kickoff.timeline import Key, Step
from operations.preflight.facts import Account, Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon, Load, above
from prescaler.model import Outcome
from warmer.model import FunctionRef
from warmer.plan.permits import ConcurrencyPool

# Provisioned concurrency must leave so much of the account's to functions without any.
LEFT_UNRESERVED = 100

Lines = Sequence[Sequence[Step]]


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """Warm and provisioned levels, before any live request, against each limit."""
    names = {
        name: FunctionRef(target.function, target.qualifier, target.place)
        for name, target in horizon.calendar.targets.items()
        if isinstance(target, FunctionTarget)
    }
    reserved = {name: _reserved(facts, function) for name, function in names.items()}
    own = [name for name in names if isinstance(reserved[name], int)]
    for group in grouped(own, lambda name: (names[name].place, names[name].name)).values():
        limit = reserved[group[0]]
        if isinstance(limit, int):
            named = "the function's reserved concurrency"
            yield from _against(horizon, group[0], group, ConcurrencyPool(named, limit, 0), limit)
    shared = [name for name in names if reserved[name] is None]
    for site, group in grouped(shared, lambda name: facts.sites[names[name].place]).items():
        limit = facts.accounts.get(site, Account()).unreserved
        if isinstance(limit, int):
            room = ConcurrencyPool(f"the unreserved concurrency of {site}", limit, 0)
            yield from _against(horizon, str(site), group, room, limit - LEFT_UNRESERVED)


def _reserved(facts: Facts, function: FunctionRef) -> int | Outcome | None:
    """None where it shares the account's; the outcome where that is not known."""
    about = facts.functions[function]
    return about.state if isinstance(about.state, Outcome) else about.reserved


def _against(
    horizon: Horizon, subject: str, targets: list[str], room: ConcurrencyPool, provisionable: int
) -> Iterator[Finding]:
    """The first of three that is exceeded: all, what may be provisioned, what pings may take."""
    warm, provisioned = (_lines(horizon, targets, kind) for kind in ("warm", "provisioned"))
    if loads := list(above([*warm, *provisioned], room.limit)):
        yield _finding(subject, loads, f"{room.name} is {room.limit:,}")
    elif loads := list(above(provisioned, provisionable)):
        yield _finding(subject, loads, f"of {room.name} {provisionable:,} may be provisioned")
    elif loads := list(above(warm, room.free)):
        limit = f"of {room.name}, {room.limit:,}, pings take at most {room.free:,}"
        yield _finding(subject, loads, limit)


def _lines(horizon: Horizon, targets: list[str], dimension: str) -> Lines:
    keys = (Key(name, dimension) for name in targets)
    return [horizon.steps[key] for key in keys if key in horizon.steps]


def _finding(subject: str, loads: list[Load], limit: str) -> Finding:
    most = max(load.total for load in loads)
    return Finding(
        Code.CONCURRENCY,
        subject,
        f"{most:,} containers are planned; {limit}, and live requests need some too",
        "raise the limit (Service Quotas, Lambda; or the reservation), or lower the levels",
        loads[0].start,
        concerned(load.because for load in loads),
    )
