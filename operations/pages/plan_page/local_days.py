"""Local days of a span, and the clock changes in it; the browser needs no time zone data."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class ClockOffset(NamedTuple):
    """The offset of local time from UTC, in seconds, from an instant on, and its name ("BST")."""

    since: datetime
    seconds: int
    name: str


class LocalDays:
    """The local days that cover [start, end): day n is [starts[n], starts[n + 1]) in UTC."""

    def __init__(self, start: datetime, end: datetime, zone: ZoneInfo) -> None:
        self.zone = zone
        self.starts = _midnights(start, end, zone)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def index(self, at: datetime) -> int:
        """Return the day of an instant; the nearest day for an instant outside the span."""
        return min(max(bisect_right(self.starts, at) - 1, 0), len(self) - 1)

    def date(self, index: int) -> date:
        """Return the date of a day."""
        return self.starts[index].astimezone(self.zone).date()

    def hours(self, index: int) -> float:
        """Return the length of a day in hours: 24 unless the clocks change."""
        return (self.starts[index + 1] - self.starts[index]) / timedelta(hours=1)

    def clock(self, at: datetime) -> str:
        """Return the time of day; an ambiguous time includes the name of its offset."""
        local = at.astimezone(self.zone)
        ambiguous = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M %Z}" if ambiguous else f"{local:%H:%M}"

    def day(self, at: datetime) -> str:
        """Return weekday, day and month."""
        local = at.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b}"

    def dated(self, at: datetime) -> str:
        """Return day, year and time."""
        return f"{self.day(at)} {at.astimezone(self.zone):%Y} {self.clock(at)}"


def clock_offsets(start: datetime, end: datetime, zone: ZoneInfo) -> list[ClockOffset]:
    """Return the offset at `start`, and each later offset before `end`, to the second."""
    found = [_offset(start, zone)]
    while start < end:
        last, begin = found[-1][1:], start
        if _offset(start + _DAY, zone)[1:] != last:
            seconds = range(_DAY // _SECOND + 1)
            change = bisect_left(
                seconds, x=True, key=lambda n: _offset(begin + n * _SECOND, zone)[1:] != last
            )
            found.append(_offset(start + change * _SECOND, zone))
        start += _DAY
    return found


def _offset(at: datetime, zone: ZoneInfo) -> ClockOffset:
    local = at.astimezone(zone)
    ahead = local.utcoffset() or timedelta()
    return ClockOffset(at, int(ahead.total_seconds()), f"{local:%Z}")


def _midnights(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the starts of the days that cover [start, end), and of the day after them."""
    day = start.astimezone(zone).date()
    found = [_midnight(day, zone)]
    while found[-1] < end:
        day += _DAY
        if (midnight := _midnight(day, zone)) > found[-1]:  # not for a date the zone skipped
            found.append(midnight)
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return midnight, or the instant of the clock change where midnight does not exist."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
