"""Decides what every warming of a tick may send, where several share what is free."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kickoff.aws.place import Place
from warmer.model import FunctionRef, Warming, WarmingResult
from warmer.plan import live_traffic
from warmer.plan.concurrency import (
    UNRESERVED,
    AccountConcurrency,
    ConcurrencySnapshot,
    FunctionInfo,
    Peaks,
    RecentConcurrency,
    of_function,
    of_resource,
)
from warmer.plan.headroom import DEFAULT_LIMIT, ConcurrencyPool, Permit, permitted
from warmer.plan.live_traffic import BusyContainers, GuardObservation

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class PingHistory:
    """What a process knows of its own pings since its first tick: CloudWatch counts them too.

    `own` is pings at once by function and minute; `seen` what the guards of its last wave saw.
    """

    since: datetime
    own: dict[FunctionRef, dict[datetime, int]] = field(default_factory=dict)
    seen: dict[FunctionRef, GuardObservation] = field(default_factory=dict)

    @classmethod
    def before(cls, at: datetime, due: Callable[[datetime], Iterable[Warming]]) -> "PingHistory":
        """What is known at a process' first tick: what another was to send, by the calendar."""
        memory = cls(at)
        for past in range(1, live_traffic.LOOKED_BACK // _MINUTE + 1):
            minute = at - past * _MINUTE
            for warming in due(minute):
                memory.own.setdefault(warming.function, {})[minute] = warming.count
        return memory

    def note(self, results: Iterable[WarmingResult], at: datetime) -> None:
        """Remember the waves of a tick."""
        for result in results:
            function, report = result.warming.function, result.report
            if not report.sent:
                continue
            own = self.own.setdefault(function, {})
            own[at] = min(report.sent, result.warming.count)  # waves come one after the other
            for old in [each for each in own if at - each > live_traffic.LOOKED_BACK]:
                del own[old]
            if report.answered and not report.inferred:
                self.seen[function] = GuardObservation(at, report.in_use)

    def pings(self, functions: Iterable[FunctionRef]) -> dict[datetime, int]:
        """Pings to some functions together, by minute."""
        total: dict[datetime, int] = {}
        for function in functions:
            for minute, sent in self.own.get(function, {}).items():
                total[minute] = total.get(minute, 0) + sent
        return total

    def busy(self, function: FunctionRef, peaks: Peaks, at: datetime) -> BusyContainers | None:
        """What live traffic keeps busy; pings of an earlier process would pass for requests."""
        known = {minute: peak for minute, peak in peaks.items() if minute >= self.since}
        return live_traffic.busy(known, self.own.get(function, {}), self.seen.get(function), at)


def permits(
    warmings: Sequence[Warming], survey: ConcurrencySnapshot, memory: PingHistory, at: datetime
) -> list[Permit]:
    """A permit for each, in order: who comes first in the calendar is served first."""
    left: dict[object, int] = {}
    found = []
    for warming in warmings:
        function = warming.function
        about = survey.functions.get(function, FunctionInfo())
        recent = survey.recent.get(function.place, RecentConcurrency())
        busy = memory.busy(function, recent.of(of_resource(function)), at)
        key, room = _room(function, survey, memory)
        if room is None:
            found.append(permitted(warming, about.facts, busy, warming.count, ""))
            continue
        permit = permitted(warming, about.facts, busy, left.setdefault(key, room.free), str(room))
        left[key] -= permit.pings
        found.append(permit)
    return found


def _room(
    function: FunctionRef, survey: ConcurrencySnapshot, memory: PingHistory
) -> tuple[object, ConcurrencyPool | None]:
    """The concurrency a function draws on, None where it is not known; and what to call it."""
    about = survey.functions.get(function, FunctionInfo())
    recent = survey.recent.get(function.place, RecentConcurrency())
    if about.reserved is not None:
        same = [each for each in survey.functions if _alike(each, function)]
        in_use = _in_use(recent, recent.of(of_function(function.name)), memory.pings(same))
        room = ConcurrencyPool("the function's reserved concurrency", about.reserved, in_use)
        return (function.place, function.name), room
    return function.place, _shared(function.place, survey, recent, memory)


def _shared(
    place: Place, survey: ConcurrencySnapshot, recent: RecentConcurrency, memory: PingHistory
) -> ConcurrencyPool | None:
    account = survey.accounts.get(place, AccountConcurrency())
    sharing = [
        function
        for function, about in survey.functions.items()
        if function.place == place and about.reserved is None
    ]
    in_use = _in_use(recent, recent.of(UNRESERVED), memory.pings(sharing))
    if account.unreserved is not None:
        return ConcurrencyPool("the account's unreserved concurrency", account.unreserved, in_use)
    if account.denied:
        named = "the account's concurrency, which may not be read and by default"
        return ConcurrencyPool(named, DEFAULT_LIMIT, None)
    return None


def _in_use(recent: RecentConcurrency, peaks: Peaks, own: dict[datetime, int]) -> int | None:
    return None if recent.denied else max(live_traffic.live(peaks, own), default=0)


def _alike(one: FunctionRef, other: FunctionRef) -> bool:
    return (one.place, one.name) == (other.place, other.name)
