"""Decides how many containers live traffic keeps warm by itself: pings are to leave them alone.

A container busy with a live request is warm by definition. With `busy` of them in use,
`count - busy` pings in flight at once meet other containers, so that `count` are warm. `count`
pings would seize every idle container, and start `busy` more. How many are busy is inferred,
never proven.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

# Minutes of CloudWatch's that are looked at.
LOOKED_BACK = timedelta(minutes=5)
# What guards said of live requests holds for so long.
GUARDS_HOLD = timedelta(minutes=10)
# Arrivals at random peak so many deviations above their mean within a minute.
DEVIATIONS = 3


@dataclass(frozen=True, slots=True)
class BusyContainers:
    """Containers in use by live requests at any instant, and who says so."""

    count: int
    by: str


@dataclass(frozen=True, slots=True)
class GuardObservation:
    """What the guards of a wave said: containers that had just served a live request."""

    at: datetime
    in_use: int


def live(peaks: Mapping[datetime, int], own: Mapping[datetime, int]) -> list[int]:
    """The most live requests at once of each minute, newest first, from those of all requests.

    Minutes in which we pinged count only where there is no other, less our own pings.
    """
    newest_first = sorted(peaks.items(), reverse=True)
    clean = [peak for minute, peak in newest_first if not own.get(minute)]
    return clean or [max(0, peak - own[minute]) for minute, peak in newest_first]


def usual(peak: int) -> int:
    """The mean concurrency that peaks at so much in a minute, if requests arrive at random.

    Then concurrency is Poisson distributed: peak = mean + DEVIATIONS x sqrt(mean).
    """
    return int((sqrt(peak + DEVIATIONS**2 / 4) - DEVIATIONS / 2) ** 2)


def busy(
    peaks: Mapping[datetime, int],
    own: Mapping[datetime, int],
    seen: GuardObservation | None,
    at: datetime,
) -> BusyContainers | None:
    """How many containers live traffic keeps busy; None where nothing says that it keeps any.

    CloudWatch's minutes go before what the guards saw: they are younger. The quieter of the two
    newest counts, for the last one may not be all in. What a minute's peak is above our own pings
    is live traffic at that instant; of a minute without pings it is the peak of a whole minute.
    """
    if newest := live(peaks, own)[:2]:
        pinged = all(own.get(minute) for minute in peaks)
        found = min(newest) if pinged else usual(min(newest))
        return _busy(found, "CloudWatch's ConcurrentExecutions")
    if seen is not None and at - seen.at <= GUARDS_HOLD:
        return _busy(seen.in_use, "the guards of the last wave")
    return None


def _busy(count: int, by: str) -> BusyContainers | None:
    return BusyContainers(count, by) if count else None


def deficit(count: int, found: BusyContainers | None) -> int:
    """How many of `count` containers have to be pinged."""
    return count if found is None else max(0, count - found.count)
