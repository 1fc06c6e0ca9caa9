"""Concurrency as CloudWatch has it: the most of each minute, known once the minute is over.

Throttles are counted beside it.
"""

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
    """Every series, minute by minute; a minute without a request has no point."""

    def __init__(self) -> None:
        self._values: dict[Series, dict[datetime, int]] = defaultdict(dict)

    def note(self, series: Series, concurrency: int, now: datetime) -> None:
        """So many requests are in flight."""
        minutes, minute = self._at(series, now)
        minutes[minute] = max(minutes[minute], concurrency)

    def count(self, series: Series, number: int, now: datetime) -> None:
        """So many more were throttled."""
        minutes, minute = self._at(series, now)
        minutes[minute] += number

    def _at(self, series: Series, now: datetime) -> tuple[dict[datetime, int], datetime]:
        """A series that has the minute of an instant, and that minute."""
        minute, minutes = now.replace(second=0, microsecond=0), self._values[series]
        if minute not in minutes:
            for old in [each for each in minutes if minute - each > _KEPT]:
                del minutes[old]
            minutes[minute] = 0
        return minutes, minute

    def points(
        self, series: Series, start: datetime, end: datetime, now: datetime
    ) -> list[tuple[datetime, int]]:
        """The minutes that begin in [start, end) and are over, newest first."""
        minutes = self._values.get(series, {})
        known = [each for each in minutes.items() if start <= each[0] < end]
        return sorted((each for each in known if each[0] + _MINUTE <= now), reverse=True)
