"""The local days of a span, and the clock changes in it: a page tells time without tzdata."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class Offset(NamedTuple):
    """What a zone's clocks show from an instant on: `seconds` ahead of UTC, named such as BST."""

    since: datetime
    seconds: int
    name: str


class Days:
    """The days that hold [start, end): day n is [starts[n], starts[n + 1]), in UTC."""

    def __init__(self, start: datetime, end: datetime, zone: ZoneInfo) -> None:
        self.zone = zone
        self.starts = _midnights(start, end, zone)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def index(self, at: datetime) -> int:
        """The day of an instant; of one outside, the nearest."""
        return min(max(bisect_right(self.starts, at) - 1, 0), len(self) - 1)

    def date(self, index: int) -> date:
        """A day's date."""
        return self.starts[index].astimezone(self.zone).date()

    def hours(self, index: int) -> float:
        """How long a day is: 24 hours but where clocks change."""
        return (self.starts[index + 1] - self.starts[index]) / timedelta(hours=1)

    def clock(self, at: datetime) -> str:
        """The time of day; one that comes twice that day bears its zone's name."""
        local = at.astimezone(self.zone)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M %Z}" if twice else f"{local:%H:%M}"

    def day(self, at: datetime) -> str:
        """Weekday, day and month."""
        local = at.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b}"

    def when(self, at: datetime) -> str:
        """Day and time."""
        return f"{self.day(at)} {self.clock(at)}"

    def dated(self, at: datetime) -> str:
        """Day, year and time."""
        return f"{self.day(at)} {at.astimezone(self.zone):%Y} {self.clock(at)}"


def offsets(start: datetime, end: datetime, zone: ZoneInfo) -> list[Offset]:
    """What clocks show at `start`, and from each change before `end` on."""
    found = [_offset(start, zone)]
    while start < end:
        following = start + _DAY
        if _offset(following, zone)[1:] != found[-1][1:]:
            found.append(_change(start, following, zone))
        start = following
    return found


def _offset(at: datetime, zone: ZoneInfo) -> Offset:
    local = at.astimezone(zone)
    ahead = local.utcoffset() or timedelta()
    return Offset(at, int(ahead.total_seconds()), f"{local:%Z}")


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> Offset:
    """What clocks show at `after`, since the first whole second at which they do."""
    new = _offset(after, zone)[1:]
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(middle, zone)[1:] == new:
            after = middle
        else:
            before = middle
    return _offset(after, zone)


def _midnights(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """The beginnings of the days that hold [start, end), and of the one after."""
    day = start.astimezone(zone).date()
    found = [_midnight(day, zone)]
    while found[-1] < end:
        day += _DAY
        if (midnight := _midnight(day, zone)) > found[-1]:  # not so where a date was skipped
            found.append(midnight)
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """A day's first instant; where its midnight does not exist, that of the change."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
