"""Estimates the containers that live requests keep busy. Pings leave those containers alone.

A container that serves a live request is warm. If `busy` containers are in use, `count - busy`
pings in flight at once reach other containers, so that `count` are warm. `count` pings would take
every idle container and start `busy` new ones. The number in use is an estimate, never proven.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt

from warmer.model import BusyContainers, FunctionRef, Warming, WarmingResult

# The minutes of CloudWatch that show what is busy now.
LOOKED_BACK = timedelta(minutes=5)
# Pings are remembered for this long, and the last known use of concurrency counts for this long.
REMEMBERED = timedelta(hours=1)
# The newest minutes with a value that show the use of concurrency.
_MINUTES_OF_USE = 5
# An answer of a guard counts for this long.
GUARD_OBSERVATION_AGE = timedelta(minutes=10)
# Random arrivals peak this many standard deviations above their mean within a minute.
DEVIATIONS = 3
# A tick that starts later than this after its instant is a replay.
_LATEST_START = timedelta(minutes=10)

_MINUTE = timedelta(minutes=1)

PingsByMinute = Mapping[datetime, int]
"""The most pings in flight at once, by minute."""


@dataclass(frozen=True, slots=True)
class GuardObservation:
    """Containers that had just served a live request, as the guards of a wave answered."""

    at: datetime
    in_use: int


@dataclass(slots=True)
class PingHistory:
    """The pings of the last hour, which CloudWatch counts as requests.

    `recorded` are those of all warmers, from the lease table. `own` are those of this process,
    recorded or not. `assumed` are those that the calendar asked for in the minutes before this
    process, `since`; they count for minutes that are older than the first record. `observations`
    holds the answers of the guards of the last wave.
    """

    since: datetime
    own: dict[FunctionRef, dict[datetime, int]] = field(default_factory=dict)
    assumed: dict[FunctionRef, dict[datetime, int]] = field(default_factory=dict)
    recorded: Mapping[FunctionRef, PingsByMinute] = field(default_factory=dict)
    observations: dict[FunctionRef, GuardObservation] = field(default_factory=dict)

    @classmethod
    def before(cls, at: datetime, due: Callable[[datetime], Iterable[Warming]]) -> "PingHistory":
        """Return the history at the first tick: the pings that the calendar made others send."""
        history = cls(at)
        for past in range(1, LOOKED_BACK // _MINUTE + 1):
            minute = at - past * _MINUTE
            for warming in due(minute):
                history.assumed.setdefault(warming.function, {})[minute] = warming.count
        return history

    def record(self, results: Iterable[WarmingResult], minutes: Iterable[datetime]) -> None:
        """Record the waves of a tick, whose pings were in flight in some minutes."""
        minutes = list(minutes)
        for result in results:
            function, report = result.warming.function, result.report
            if not report.sent:
                continue
            pings = self.own.setdefault(function, {})
            for minute in minutes:  # waves follow one another
                pings[minute] = max(pings.get(minute, 0), min(report.sent, result.permit.pings))
            for old in [minute for minute in pings if minutes[-1] - minute > REMEMBERED]:
                del pings[old]
            if report.answered and not report.inferred:
                self.observations[function] = GuardObservation(minutes[0], report.in_use)

    def pings(self, function: FunctionRef) -> dict[datetime, int]:
        """Return the pings to a function, by minute."""
        recorded, own = self.recorded.get(function, {}), self.own.get(function, {})
        first = min(recorded, default=None)
        assumed = self.assumed.get(function, {})
        pings = {each: n for each, n in assumed.items() if first is None or each < first}
        for known in (recorded, own):
            pings |= {minute: max(n, pings.get(minute, 0)) for minute, n in known.items()}
        return pings

    def total(self, functions: Iterable[FunctionRef]) -> dict[datetime, int]:
        """Return the pings to some functions together, by minute."""
        total: dict[datetime, int] = {}
        for function in functions:
            for minute, sent in self.pings(function).items():
                total[minute] = total.get(minute, 0) + sent
        return total

    def busy(
        self, function: FunctionRef, peaks: Mapping[datetime, int], at: datetime
    ) -> BusyContainers | None:
        """Estimate the busy containers of a function.

        Minutes before this process and before the first record are left out: in them, pings of an
        earlier process would count as live requests.
        """
        known_since = min([self.since, *self.recorded.get(function, ())])
        since = max(known_since, at - LOOKED_BACK)
        known = {minute: peak for minute, peak in peaks.items() if minute >= since}
        return busy(known, self.pings(function), self.observations.get(function), at)


def sent_minutes(tick: datetime, started: datetime, ended: datetime) -> list[datetime]:
    """Return the minutes in which the pings of a tick were in flight.

    A replay is counted from its own instant, `tick`.
    """
    if not tick <= started < tick + _LATEST_START:
        started, ended = tick, tick + (ended - started)
    first = started.replace(second=0, microsecond=0)
    return [first + number * _MINUTE for number in range((ended - first) // _MINUTE + 1)]


def live_peaks(peaks: Mapping[datetime, int], pings: PingsByMinute) -> list[int]:
    """Return the peak of live concurrency of each minute, newest first.

    `peaks` are those of all requests. Minutes with pings count only if there is no other minute;
    then the pings are subtracted.
    """
    newest_first = sorted(peaks.items(), reverse=True)
    without_pings = [peak for minute, peak in newest_first if not pings.get(minute)]
    return without_pings or [max(0, peak - pings[minute]) for minute, peak in newest_first]


def in_use(peaks: Mapping[datetime, int], pings: PingsByMinute) -> int | None:
    """Return the most live requests at once in the newest known minutes; None if none is known."""
    newest = dict(sorted(peaks.items(), reverse=True)[:_MINUTES_OF_USE])
    return max(live_peaks(newest, pings), default=None)


def mean_concurrency(peak: int) -> int:
    """Return the mean concurrency of a minute with this peak, for random arrivals.

    Concurrency is then Poisson distributed: peak = mean + DEVIATIONS x sqrt(mean).
    """
    return int((sqrt(peak + DEVIATIONS**2 / 4) - DEVIATIONS / 2) ** 2)


def busy(
    peaks: Mapping[datetime, int],
    pings: PingsByMinute,
    observation: GuardObservation | None,
    at: datetime,
) -> BusyContainers | None:
    """Estimate the containers that live requests keep busy; None without evidence for any.

    CloudWatch's minutes are newer than the guards' answers, so they come first. The lower of the
    two newest minutes counts, because the last one may be incomplete. In a minute with pings, the
    peak above the pings is live traffic at that instant. In a minute without pings, the peak is
    that of the whole minute, and its mean counts.
    """
    if newest := live_peaks(peaks, pings)[:2]:
        all_pinged = all(pings.get(minute) for minute in peaks)
        count = min(newest) if all_pinged else mean_concurrency(min(newest))
        source = "CloudWatch's ConcurrentExecutions"
    elif observation is not None and at - observation.at <= GUARD_OBSERVATION_AGE:
        count, source = observation.in_use, "the guards of the last wave"
    else:
        return None
    return BusyContainers(count, source) if count else None


def pings_needed(count: int, busy: BusyContainers | None) -> int:
    """Return how many of `count` containers need a ping."""
    return count if busy is None else max(0, count - busy.count)
