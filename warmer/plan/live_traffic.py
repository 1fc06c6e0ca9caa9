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

# The minutes of CloudWatch that count.
LOOKED_BACK = timedelta(minutes=5)
# An answer of a guard counts for this long.
GUARD_OBSERVATION_AGE = timedelta(minutes=10)
# Random arrivals peak this many standard deviations above their mean within a minute.
DEVIATIONS = 3

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class GuardObservation:
    """Containers that had just served a live request, as the guards of a wave answered."""

    at: datetime
    in_use: int


@dataclass(slots=True)
class PingHistory:
    """The pings of this process since its first tick. CloudWatch counts them as requests.

    `pings` holds concurrent pings by function and minute. `observations` holds the answers of the
    guards of the last wave.
    """

    since: datetime
    pings: dict[FunctionRef, dict[datetime, int]] = field(default_factory=dict)
    observations: dict[FunctionRef, GuardObservation] = field(default_factory=dict)

    @classmethod
    def before(cls, at: datetime, due: Callable[[datetime], Iterable[Warming]]) -> "PingHistory":
        """Return the history at the first tick: the pings that the calendar made others send."""
        history = cls(at)
        for past in range(1, LOOKED_BACK // _MINUTE + 1):
            minute = at - past * _MINUTE
            for warming in due(minute):
                history.pings.setdefault(warming.function, {})[minute] = warming.count
        return history

    def record(self, results: Iterable[WarmingResult], at: datetime) -> None:
        """Record the waves of a tick."""
        for result in results:
            function, report = result.warming.function, result.report
            if not report.sent:
                continue
            pings = self.pings.setdefault(function, {})
            pings[at] = min(report.sent, result.permit.pings)  # waves follow one another
            for old in [minute for minute in pings if at - minute > LOOKED_BACK]:
                del pings[old]
            if report.answered and not report.inferred:
                self.observations[function] = GuardObservation(at, report.in_use)

    def total(self, functions: Iterable[FunctionRef]) -> dict[datetime, int]:
        """Return the pings to some functions together, by minute."""
        total: dict[datetime, int] = {}
        for function in functions:
            for minute, sent in self.pings.get(function, {}).items():
                total[minute] = total.get(minute, 0) + sent
        return total

    def busy(
        self, function: FunctionRef, peaks: Mapping[datetime, int], at: datetime
    ) -> BusyContainers | None:
        """Estimate the busy containers of a function.

        Minutes before this process started are left out: pings of an earlier process would count
        as live requests.
        """
        known = {minute: peak for minute, peak in peaks.items() if minute >= self.since}
        return busy(known, self.pings.get(function, {}), self.observations.get(function), at)


def live_peaks(peaks: Mapping[datetime, int], pings: Mapping[datetime, int]) -> list[int]:
    """Return the peak of live concurrency of each minute, newest first.

    `peaks` are those of all requests. Minutes with pings count only if there is no other minute;
    then the pings are subtracted.
    """
    newest_first = sorted(peaks.items(), reverse=True)
    without_pings = [peak for minute, peak in newest_first if not pings.get(minute)]
    return without_pings or [max(0, peak - pings[minute]) for minute, peak in newest_first]


def mean_concurrency(peak: int) -> int:
    """Return the mean concurrency of a minute with this peak, for random arrivals.

    Concurrency is then Poisson distributed: peak = mean + DEVIATIONS x sqrt(mean).
    """
    return int((sqrt(peak + DEVIATIONS**2 / 4) - DEVIATIONS / 2) ** 2)


def busy(
    peaks: Mapping[datetime, int],
    pings: Mapping[datetime, int],
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
