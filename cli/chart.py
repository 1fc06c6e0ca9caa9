"""A dimension's day as SVG: what was asked, what was there with kickoff and without."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from kickoff.timeline import Fixture
from simulator.record import Course

_WIDTH, _HEIGHT = 960, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 22, 44
_ROW = 6
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


class Chart:
    """A chart of minutes from `start`; times are written in `zone`."""

    def __init__(self, start: datetime, minutes: int, zone: ZoneInfo) -> None:
        self._start, self._minutes, self._zone = start, minutes, zone
        self._parts: list[str] = []

    def draw(self, course: Course, fixtures: Sequence[Fixture], label: str) -> str:
        """The SVG of one dimension; `label` says what it shows to those who do not see it."""
        top = max(*course.demand, *course.alone.live, *course.kickoff.live, 1)
        parts = [
            *self._grid(top),
            *(self._kickoff(at, names) for at, names in _kickoffs(fixtures).items()),
            f'<path class="demand" d="{self._area(course.demand, top)}"/>',
            f'<path class="alone" d="{self._steps(course.alone.live, top)}"/>',
            f'<path class="kickoff" d="{self._steps(course.kickoff.live, top)}"/>',
            *self._refused(course.alone.refused, row=0, style="alone"),
            *self._refused(course.kickoff.refused, row=1, style="kickoff"),
        ]
        head = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        return "\n".join([head, *parts, "</svg>"])

    def _x(self, minute: float) -> float:
        return _LEFT + minute / self._minutes * (_WIDTH - _LEFT - _RIGHT)

    def _y(self, value: float, top: float) -> float:
        return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)

    def _area(self, values: Sequence[float], top: float) -> str:
        """The outline of a filled curve."""
        line = " ".join(
            f"L{self._x(minute):.1f} {self._y(value, top):.1f}"
            for minute, value in enumerate(values)
        )
        floor = self._y(0, top)
        return f"M{_LEFT} {floor} {line} L{self._x(len(values)):.1f} {floor} Z"

    def _steps(self, values: Sequence[float], top: float) -> str:
        """A line that is level between changes."""
        path = f"M{_LEFT} {self._y(values[0], top):.1f}"
        for minute in range(1, len(values)):
            if values[minute] != values[minute - 1]:
                path += f" H{self._x(minute):.1f} V{self._y(values[minute], top):.1f}"
        return f"{path} H{self._x(len(values)):.1f}"

    def _grid(self, top: float) -> list[str]:
        """The scale on the left, the hours below."""
        parts = []
        for value in (0, top / 2, top):
            y = self._y(value, top)
            parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f} H{_WIDTH - _RIGHT}"/>')
            parts.append(f'<text class="scale" x="{_LEFT - 6}" y="{y + 4:.1f}">{value:,.0f}</text>')
        hour = self._start.astimezone(self._zone).replace(minute=0)
        while (minute := (hour - self._start) / _MINUTE) < self._minutes:
            if minute > 0:
                x = self._x(minute)
                parts.append(
                    f'<text class="hour" x="{x:.1f}" y="{_HEIGHT - 6}">{hour:%H:%M}</text>'
                )
            hour += _HOUR
        return parts

    def _kickoff(self, at: datetime, names: list[str]) -> str:
        x = self._x((at - self._start) / _MINUTE)
        local = at.astimezone(self._zone)
        return (
            f'<g class="fixture"><path d="M{x:.1f} {_TOP} V{_HEIGHT - _BOTTOM}"/>'
            f'<text x="{x:.1f}" y="{_TOP - 8}">{local:%H:%M}</text>'
            f"<title>{local:%H:%M} {escape(', '.join(names))}</title></g>"
        )

    def _refused(self, values: Sequence[float], *, row: int, style: str) -> list[str]:
        """A mark below the axis for each minute in which something was refused."""
        y = _HEIGHT - _BOTTOM + 4 + row * (_ROW + 2)
        width = max(self._x(1) - self._x(0), 1)
        return [
            f'<rect class="refused {style}" x="{self._x(minute):.1f}" y="{y}" '
            f'width="{width:.1f}" height="{_ROW}"/>'
            for minute, value in enumerate(values)
            if value
        ]


def _kickoffs(fixtures: Sequence[Fixture]) -> dict[datetime, list[str]]:
    """The names of the fixtures of each kick-off."""
    names: dict[datetime, list[str]] = {}
    for fixture in fixtures:
        names.setdefault(fixture.kickoff, []).append(fixture.name)
    return names
