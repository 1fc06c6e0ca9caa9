"""Concurrency as CloudWatch has it: the most of each minute, known once the minute is over."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

_MINUTE = timedelta(minutes=1)
_KEPT = timedelta(hours=3)


class Series(NamedTuple):
    """A metric of `AWS/Lambda`; `resource` is `name` or `name:alias`, None for the account."""

    metric: str
    function: str | None = None
    resource: str | None = None


class Usage:
    """The peaks of every series, minute by minute; a minute without a request has none."""

    def __init__(self) -> None:
        self._peaks: dict[Series, dict[datetime, int]] = defaultdict(dict)

    def note(self, series: Series, concurrency: int, now: datetime) -> None:
        """So many requests are in flight."""
        minute = now.replace(second=0, microsecond=0)
        peaks = self._peaks[series]
        if minute not in peaks:
            for old in [each for each in peaks if minute - each > _KEPT]:
                del peaks[old]
        peaks[minute] = max(peaks.get(minute, 0), concurrency)

    def points(
        self, series: Series, start: datetime, end: datetime, now: datetime
    ) -> list[tuple[datetime, int]]:
        """The minutes that begin in [start, end) and are over, newest first."""
        peaks = self._peaks.get(series, {})
        known = [each for each in peaks.items() if start <= each[0] < end]
        return sorted((each for each in known if each[0] + _MINUTE <= now), reverse=True)
