"""Decides how many pings each warming of a tick may send without harm, and why not all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from kickoff.aws.place import Place
from kickoff.calendar.model.words import counted
from warmer.model import BusyContainers, FunctionRef, Permit, PingCode, Warming
from warmer.plan.concurrency import (
    CLAIMED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionInfo,
    FunctionState,
    RecentConcurrency,
    Unsuitable,
    of_function,
    of_resource,
)
from warmer.plan.live_traffic import PingHistory, in_use, pings_needed

# One of this many free is left to live requests that arrive meanwhile, and one of a smaller pool.
LEFT_FREE = 10
# One of this many is taken if the concurrency in use is unknown.
CAUTIOUS = 2
# The limit of a new account, and the least that counts for an unknown limit.
SMALLEST_LIMIT = 10


@dataclass(frozen=True, slots=True)
class ConcurrencyPool:
    """Concurrency that functions share; `name` says whose it is.

    `in_use` does not count our pings; None if it is unknown.
    """

    name: str
    limit: int
    in_use: int | None

    @property
    def free(self) -> int:
        """The most pings that may be in flight at once."""
        if self.in_use is None:
            return self.limit // CAUTIOUS
        left = max(0, self.limit - self.in_use)
        return left - ceil(left / LEFT_FREE)

    @property
    def advice(self) -> str:
        """The remedy for too few pings."""
        if self.in_use is None:
            return "half is sent until CloudWatch has a value of the last hour"
        return "raise the limit or lower the level"

    def __str__(self) -> str:
        in_use = "an unknown number" if self.in_use is None else self.in_use
        return f"{self.name} is {self.limit}, {in_use} in use"


@dataclass(frozen=True, slots=True)
class UnknownPool:
    """Concurrency with an unknown limit.

    `seen` is the most requests that ran at once in the last hour, our pings included: the limit is
    not lower. `in_use` does not count our pings. Both are 0 if CloudWatch has no value.
    """

    name: str
    seen: int
    in_use: int
    advice: str = "a few are sent until Lambda answers with the limit"

    @property
    def free(self) -> int:
        """The most pings that may be in flight at once."""
        return max(SMALLEST_LIMIT // CAUTIOUS, self.seen - self.in_use)

    def __str__(self) -> str:
        return f"{self.name} is unknown, {self.seen} ran at once"


Pool = ConcurrencyPool | UnknownPool
_Pools = dict[object, Pool]
"""The concurrency that a function uses, by a key that functions of the same pool share."""


def permits(
    warmings: Sequence[Warming], snapshot: ConcurrencySnapshot, history: PingHistory, at: datetime
) -> list[Permit]:
    """Return a permit for each warming. The first in the calendar takes free concurrency first."""
    left: dict[object, int] = {}
    found = []
    for warming in warmings:
        function = warming.function
        state = snapshot.functions.get(function, FunctionInfo()).state
        recent = snapshot.recent.get(function.place, RecentConcurrency())
        busy = history.busy(function, recent.of(of_resource(function)), at)
        pools = _pools(function, snapshot, recent, history)
        for key, pool in pools.items():
            left.setdefault(key, pool.free)
        tightest = min(pools, key=lambda key: left[key])
        permit = permitted(warming, state, busy, left[tightest], pools[tightest])
        for key in pools:
            left[key] -= max(0, permit.pings - _idle_provisioned(state, busy))
        found.append(permit)
    return found


def permitted(
    warming: Warming,
    state: FunctionState,
    busy: BusyContainers | None,
    free: int,
    pool: Pool,
) -> Permit:
    """Return the permit of one warming; `free` more pings fit into the pool.

    Provisioned environments take requests first, without a share of the pool. So the pings of a
    level above them are one wave: it covers them and warms the rest.
    """
    limit = str(pool)
    if refusal := _refusal(state, warming.count):
        return Permit(warming, 0, None, *refusal, limit)
    if state.state == "Inactive":
        reason = "it was Inactive after long disuse: one ping wakes it, and the next ticks warm it"
        return Permit(warming, min(1, free), None, PingCode.NOT_READY, reason, limit)
    needed = pings_needed(warming.count, busy)
    if needed == 0 and busy is not None:
        kept = counted(busy.count, "container")
        reason = f"live requests keep {kept} busy, inferred from {busy.source}"
        return Permit(warming, 0, busy, PingCode.BUSY, reason, limit)
    provisioned = _idle_provisioned(state, busy)
    if free < needed - provisioned:
        pings = provisioned + free if free else 0
        reason = f"{pings} of {needed} pings were permitted: {limit}; {pool.advice}"
        return Permit(warming, pings, busy, PingCode.LIMITED, reason, limit)
    if state.provisioned.failure:
        reason = (
            f"its provisioned concurrency FAILED ({state.provisioned.failure}), so pings warm it: "
            "correct its initialisation, or remove the provisioned concurrency"
        )
        return Permit(warming, needed, busy, PingCode.PROVISIONING_FAILED, reason, limit)
    return Permit(warming, needed, busy, pool=limit)


def _idle_provisioned(state: FunctionState, busy: BusyContainers | None) -> int:
    """Return the provisioned environments that no live request uses."""
    return max(0, state.provisioned.available - (busy.count if busy else 0))


_UNSUITABLE = {
    Unsuitable.MANAGED: "on Lambda Managed Instances a container takes many requests at once and "
    "is never cold",
    Unsuitable.DURABLE: "it is durable: each ping would start a durable execution, which Lambda "
    "bills and keeps",
    Unsuitable.PER_TENANT: "its containers belong to single tenants (tenant isolation), so a ping "
    "warms one for no other",
}


def _refusal(state: FunctionState, count: int) -> tuple[PingCode, str] | None:
    """Return code and reason if pings cannot warm a function, or nothing is left to warm."""
    if state.unsuitable is not None:
        reason = f"{_UNSUITABLE[state.unsuitable]}: take its warm level out of the calendar"
        return PingCode.SKIPPED, reason
    if count <= (available := state.provisioned.available):
        return PingCode.SKIPPED, (
            f"Lambda keeps {available} containers of its version warm by provisioned concurrency, "
            f"enough for {count}: take its warm level out of the calendar, or lower the "
            "provisioned concurrency"
        )
    if state.state in {None, "Active", "Inactive"}:
        return None
    reason = f"it is {state.state} and cannot be invoked: deploy it again"
    if state.state == "Pending":
        reason = "it is Pending, being created or woken: wait for it to become Active"
    return PingCode.NOT_READY, f"{reason} ({state.reason})" if state.reason else reason


def _pools(
    function: FunctionRef,
    snapshot: ConcurrencySnapshot,
    recent: RecentConcurrency,
    history: PingHistory,
) -> _Pools:
    """Return the pools of a function: its reservation, else the account's.

    A function that may have a reservation uses both.
    """
    info = snapshot.functions.get(function, FunctionInfo())
    account: _Pools = {function.place: _account_pool(function.place, snapshot, recent, history)}
    if info.reservation_known and info.reserved is None:
        return account
    key = (function.place, function.name)
    same = [other for other in snapshot.functions if (other.place, other.name) == key]
    peaks = recent.of(of_function(function.name))
    used = in_use(peaks, history.total(same or [function]))
    if info.reserved is not None:
        return {key: reserved_pool(info.reserved, info.provisioned, used)}
    name = "the function's reserved concurrency"
    return account | {key: UnknownPool(name, max(peaks.values(), default=0), used or 0)}


def reserved_pool(reserved: int, provisioned: int, in_use: int | None) -> ConcurrencyPool:
    """Return the reserved concurrency that is not provisioned: all that pings may use.

    Requests on provisioned environments count twice, as `in_use` includes them: CloudWatch does not
    tell them apart.
    """
    name = "the function's reserved concurrency"
    if provisioned:
        name += f" without {provisioned} provisioned"
    return ConcurrencyPool(name, max(0, reserved - provisioned), in_use)


def _account_pool(
    place: Place, snapshot: ConcurrencySnapshot, recent: RecentConcurrency, history: PingHistory
) -> Pool:
    """Return the account's concurrency without reservations; `in_use` counts what is provisioned.

    The provisioned concurrency of the calendar's functions counts in any case.
    """
    account = snapshot.accounts.get(place, AccountConcurrency())
    sharing = {
        function: info
        for function, info in snapshot.functions.items()
        if function.place == place and info.reservation_known and info.reserved is None
    }
    claimed = recent.of(CLAIMED)
    used = in_use(claimed, history.total(sharing))
    if account.unreserved is None:
        seen = max(claimed.values(), default=0)
        return UnknownPool("the account's concurrency", seen, used or 0)
    name, limit = "the account's unreserved concurrency", account.unreserved
    provisioned = sum({each.name: info.provisioned for each, info in sharing.items()}.values())
    if used is None:
        return ConcurrencyPool(name, max(0, limit - provisioned), None)
    return ConcurrencyPool(name, limit, max(used - account.reserved, provisioned))
