"""Decides how many pings each warming of a tick may send without harm, and why not all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from kickoff.aws.place import Place
from kickoff.calendar.model.words import counted
from warmer.model import BusyContainers, FunctionRef, Permit, PingCode, Warming
from warmer.plan.concurrency import (
    UNKNOWN_CONCURRENCY,
    UNRESERVED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionInfo,
    FunctionState,
    PeakByMinute,
    RecentConcurrency,
    Unsuitable,
    of_function,
    of_resource,
)
from warmer.plan.live_traffic import PingHistory, live_peaks, pings_needed

# Share of free concurrency available to pings. The rest is for live requests that arrive meanwhile.
SHARE = 0.9
# The same if the concurrency in use is unknown.
CAUTIOUS_SHARE = 0.5
# Lambda's default limit of an account: used if the limit is unknown.
DEFAULT_LIMIT = 1000


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
        share = CAUTIOUS_SHARE if self.in_use is None else SHARE
        return ceil(share * max(0, self.limit - (self.in_use or 0)))

    def __str__(self) -> str:
        in_use = "an unknown number" if self.in_use is None else self.in_use
        return f"{self.name} is {self.limit}, {in_use} in use"


def permits(
    warmings: Sequence[Warming], snapshot: ConcurrencySnapshot, history: PingHistory, at: datetime
) -> list[Permit]:
    """Return a permit for each warming. The first in the calendar takes free concurrency first."""
    left: dict[object, int] = {}
    found = []
    for warming in warmings:
        function = warming.function
        state = snapshot.functions.get(function, FunctionInfo()).state
        recent = snapshot.recent.get(function.place, UNKNOWN_CONCURRENCY)
        busy = history.busy(function, recent.of(of_resource(function)), at)
        key, pool = _pool(function, snapshot, history)
        if pool is None:
            found.append(permitted(warming, state, busy, warming.count, ""))
            continue
        permit = permitted(warming, state, busy, left.setdefault(key, pool.free), str(pool))
        left[key] -= max(0, permit.pings - _idle_provisioned(state, busy))
        found.append(permit)
    return found


def permitted(
    warming: Warming, state: FunctionState, busy: BusyContainers | None, free: int, pool: str
) -> Permit:
    """Return the permit of one warming. `free` pings fit into the pool that `pool` describes.

    Provisioned environments take requests first, without a share of the pool. So the pings of a
    level above them are one wave: it covers them and warms the rest.
    """
    if refusal := _refusal(state, warming.count):
        return Permit(warming, 0, None, *refusal, pool)
    if state.state == "Inactive":
        reason = "it was Inactive after long disuse: one ping wakes it, and the next ticks warm it"
        return Permit(warming, min(1, free), None, PingCode.NOT_READY, reason, pool)
    needed = pings_needed(warming.count, busy)
    if needed == 0 and busy is not None:
        kept = counted(busy.count, "container")
        reason = f"live requests keep {kept} busy, inferred from {busy.source}"
        return Permit(warming, 0, busy, PingCode.BUSY, reason, pool)
    provisioned = _idle_provisioned(state, busy)
    if free < needed - provisioned:
        pings = provisioned + free if free else 0
        reason = (
            f"{pings} of {needed} pings were permitted: {pool}; raise the limit or lower the level"
        )
        return Permit(warming, pings, busy, PingCode.LIMITED, reason, pool)
    if state.provisioned.failure:
        reason = (
            f"its provisioned concurrency FAILED ({state.provisioned.failure}), so pings warm it: "
            "correct its initialisation, or remove the provisioned concurrency"
        )
        return Permit(warming, needed, busy, PingCode.PROVISIONING_FAILED, reason, pool)
    return Permit(warming, needed, busy, pool=pool)


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


def _pool(
    function: FunctionRef, snapshot: ConcurrencySnapshot, history: PingHistory
) -> tuple[object, ConcurrencyPool | None]:
    """Return a key and the concurrency pool of a function; None if its limit is unknown."""
    info = snapshot.functions.get(function, FunctionInfo())
    recent = snapshot.recent.get(function.place, UNKNOWN_CONCURRENCY)
    if info.reserved is None:
        return function.place, _account_pool(function.place, snapshot, recent, history)
    key = (function.place, function.name)
    same = [other for other in snapshot.functions if (other.place, other.name) == key]
    in_use = _in_use(recent, recent.of(of_function(function.name)), history.total(same))
    return key, reserved_pool(info.reserved, info.provisioned, in_use)


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
) -> ConcurrencyPool | None:
    account = snapshot.accounts.get(place, AccountConcurrency())
    sharing = [
        function
        for function, info in snapshot.functions.items()
        if function.place == place and info.reserved is None
    ]
    in_use = _in_use(recent, recent.of(UNRESERVED), history.total(sharing))
    if account.unreserved is not None:
        return ConcurrencyPool("the account's unreserved concurrency", account.unreserved, in_use)
    if account.denied:
        name = "the account's default concurrency (its own limit may not be read)"
        return ConcurrencyPool(name, DEFAULT_LIMIT, None)
    return None


def _in_use(
    recent: RecentConcurrency, peaks: PeakByMinute, pings: dict[datetime, int]
) -> int | None:
    known = recent.known and not recent.denied
    return max(live_peaks(peaks, pings), default=0) if known else None
