"""A dimension's day as SVG: what was asked, what was there with kickoff and without."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.timeline import Fixture
from operations.pages.axes import BOTTOM, HEIGHT, Axes, drawing
from simulator.record import Course

_ROW = 6
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


class Chart:
    """A chart of minutes from `start`; times are written in `zone`."""

    def __init__(self, start: datetime, minutes: int, zone: ZoneInfo) -> None:
        self._start, self._minutes, self._zone = start, minutes, zone

    def draw(self, course: Course, fixtures: Sequence[Fixture], label: str) -> str:
        """The SVG of one dimension; `label` says what it shows to those who do not see it."""
        top = max(*course.demand, *course.alone.live, *course.kickoff.live, 1)
        axes = Axes(self._minutes, top)
        parts = [
            *axes.grid(),
            *axes.times(dict(self._hours())),
            *self._kickoffs(axes, fixtures),
            f'<path class="demand" d="{axes.area(course.demand)}"/>',
            f'<path class="alone" d="{axes.steps(course.alone.live)}"/>',
            f'<path class="kickoff" d="{axes.steps(course.kickoff.live)}"/>',
            *_refused(axes, course.alone.refused, row=0, style="alone"),
            *_refused(axes, course.kickoff.refused, row=1, style="kickoff"),
        ]
        return drawing(label, parts)

    def _hours(self) -> Iterator[tuple[float, str]]:
        """The whole hours, by minute."""
        hour = self._start.astimezone(self._zone).replace(minute=0)
        while (minute := (hour - self._start) / _MINUTE) < self._minutes:
            if minute > 0:
                yield minute, f"{hour:%H:%M}"
            hour += _HOUR

    def _kickoffs(self, axes: Axes, fixtures: Sequence[Fixture]) -> Iterator[str]:
        """A mark for each kick-off, with the names of its fixtures."""
        names: dict[datetime, list[str]] = {}
        for fixture in fixtures:
            names.setdefault(fixture.kickoff, []).append(fixture.name)
        for at, together in names.items():
            local = f"{at.astimezone(self._zone):%H:%M}"
            title = f"{local} {', '.join(together)}"
            yield axes.mark((at - self._start) / _MINUTE, local, title)


def _refused(axes: Axes, values: Sequence[float], *, row: int, style: str) -> Iterator[str]:
    """A mark below the axis for each minute in which something was refused."""
    y = HEIGHT - BOTTOM + 4 + row * (_ROW + 2)
    width = max(axes.x(1) - axes.x(0), 1)
    for minute, value in enumerate(values):
        if value:
            yield (
                f'<rect class="refused {style}" x="{axes.x(minute):.1f}" y="{y}" '
                f'width="{width:.1f}" height="{_ROW}"/>'
            )
