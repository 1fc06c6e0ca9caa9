"""Local days of a span, and the clock changes in it; the browser needs no time zone data."""

from bisect import bisect_right
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
        """The day of an instant; the nearest day for an instant outside the span."""
        return min(max(bisect_right(self.starts, at) - 1, 0), len(self) - 1)

    def date(self, index: int) -> date:
        """The date of a day."""
        return self.starts[index].astimezone(self.zone).date()

    def hours(self, index: int) -> float:
        """The length of a day in hours: 24 unless the clocks change."""
        return (self.starts[index + 1] - self.starts[index]) / timedelta(hours=1)

    def clock(self, at: datetime) -> str:
        """The time of day; an ambiguous time includes the name of its offset."""
        local = at.astimezone(self.zone)
        ambiguous = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M %Z}" if ambiguous else f"{local:%H:%M}"

    def day(self, at: datetime) -> str:
        """Weekday, day and month."""
        local = at.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b}"

    def dated(self, at: datetime) -> str:
        """Day, year and time."""
        return f"{self.day(at)} {at.astimezone(self.zone):%Y} {self.clock(at)}"


def clock_offsets(start: datetime, end: datetime, zone: ZoneInfo) -> list[ClockOffset]:
    """The offset at `start`, and each later offset before `end`."""
    found = [_offset(start, zone)]
    while start < end:
        following = start + _DAY
        if _offset(following, zone)[1:] != found[-1][1:]:
            found.append(_change(start, following, zone))
        start = following
    return found


def _offset(at: datetime, zone: ZoneInfo) -> ClockOffset:
    local = at.astimezone(zone)
    ahead = local.utcoffset() or timedelta()
    return ClockOffset(at, int(ahead.total_seconds()), f"{local:%Z}")


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> ClockOffset:
    """The offset at `after`, from the first whole second at which it holds."""
    new = _offset(after, zone)[1:]
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(middle, zone)[1:] == new:
            after = middle
        else:
            before = middle
    return _offset(after, zone)


def _midnights(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """The starts of the days that cover [start, end), and of the day after them."""
    day = start.astimezone(zone).date()
    found = [_midnight(day, zone)]
    while found[-1] < end:
        day += _DAY
        if (midnight := _midnight(day, zone)) > found[-1]:  # not for a date the zone skipped
            found.append(midnight)
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day; the instant of the change where midnight does not exist."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
