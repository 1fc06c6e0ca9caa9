"""Static SVG charts of series that have one value per minute."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isnan
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from kickoff.timeline import Fixture

_MINUTE = timedelta(minutes=1)
_INTERVALS = (5, 15, 60, 180, 720)  # minutes between time labels
_MOST_LABELS = 24
_MARK_HEIGHT = 6


class Shape(StrEnum):
    """The form in which a series is drawn."""

    AREA = "area"
    LINE = "line"
    STEPS = "steps"
    MARKS = "marks"  # below the axis, one for each minute whose value is not 0


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series of a chart, one value per minute.

    `style` is the CSS class that gives its colour. `low` is the lower edge of an area, 0 where it
    is empty.
    """

    label: str
    style: str
    values: Sequence[float]
    shape: Shape = Shape.STEPS
    low: Sequence[float] = ()


class ScalingResult(NamedTuple):
    """Capacity under one way of scaling, and what it refused, one value per minute."""

    label: str
    capacity: Sequence[float]
    refused: Sequence[float]


def comparison(
    demand: Sequence[float], alone: ScalingResult, kickoff: ScalingResult, refused: str
) -> list[ChartSeries]:
    """Return the series of demand, and of both capacities; `refused` names the marks."""
    styled = (("alone", alone), ("kickoff", kickoff))
    return [
        ChartSeries("demand", "demand", demand, Shape.AREA),
        *(ChartSeries(f"capacity, {each.label}", style, each.capacity) for style, each in styled),
        *(
            ChartSeries(f"{refused}, {each.label}", style, each.refused, Shape.MARKS)
            for style, each in styled
        ),
    ]


class Chart:
    """One SVG chart.

    Args:
        label: Description for a screen reader.
        series: The series, the rearmost first; all have as many minutes as the first.
        times: Labels below the axis, by minute.
        kickoffs: Vertical lines, each with its minute, its label and its tooltip.
    """

    WIDTH: Final = 960
    HEIGHT: Final = 200
    LEFT: Final = 52
    RIGHT: Final = WIDTH - 8
    TOP: Final = 22
    FLOOR: Final = HEIGHT - 44

    def __init__(
        self,
        label: str,
        series: Sequence[ChartSeries],
        times: Mapping[int, str],
        kickoffs: Iterable[tuple[float, str, str]] = (),
    ) -> None:
        self.label, self.series = label, series
        self._minutes = len(series[0].values)
        drawn = (each.values for each in series if each.shape is not Shape.MARKS)
        self._top = max(1, *(value for values in drawn for value in values))
        self.times = [(self._x(minute), text) for minute, text in times.items()]
        self.kickoffs = [(self._x(minute), text, title) for minute, text, title in kickoffs]

    def scale(self) -> Iterator[tuple[float, str]]:
        """Yield the heights of the grid lines, each with its value."""
        for value in (0, self._top / 2, self._top):
            yield self._y(value), f"{value:,.0f}"

    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield CSS classes and path data of each series; none for marks without a value."""
        rows = 0
        for each in self.series:
            if each.shape is Shape.MARKS:
                if marks := self._marks(each.values, rows):
                    yield f"refused {each.style}", marks
                rows += 1
            else:
                yield each.style, self._path(each)

    def _x(self, minute: float) -> float:
        return round(self.LEFT + minute / self._minutes * (self.RIGHT - self.LEFT), 1)

    def _y(self, value: float) -> float:
        return round(self.FLOOR - value / self._top * (self.FLOOR - self.TOP), 1)

    def _path(self, series: ChartSeries) -> str:
        if series.shape is Shape.STEPS:
            return self._steps(series.values)
        upper = self._points(series.values)
        if series.shape is Shape.LINE:
            return f"M{' L'.join(upper)}"
        lower = self._points(series.low or [0] * len(upper))
        return f"M{' L'.join([*upper, *reversed(lower)])} Z"

    def _points(self, values: Sequence[float]) -> list[str]:
        return [f"{self._x(minute)} {self._y(value)}" for minute, value in enumerate(values)]

    def _steps(self, values: Sequence[float]) -> str:
        """Return the path of a line that is level between changes."""
        path = f"M{self.LEFT} {self._y(values[0])}"
        for minute in range(1, len(values)):
            if values[minute] != values[minute - 1]:
                path += f" H{self._x(minute)} V{self._y(values[minute])}"
        return f"{path} H{self._x(len(values))}"

    def _marks(self, values: Sequence[float], row: int) -> str:
        """Rectangles below the axis."""
        y = self.FLOOR + 4 + row * (_MARK_HEIGHT + 2)
        return " ".join(
            f"M{self._x(minute)} {y} H{max(self._x(minute + 1), self._x(minute) + 1)} "
            f"v{_MARK_HEIGHT} H{self._x(minute)} Z"
            for minute, value in enumerate(values)
            if value
        )


def timed_chart(
    label: str,
    series: Sequence[ChartSeries],
    start: datetime,
    fixtures: Iterable[Fixture],
    zone: ZoneInfo,
) -> Chart:
    """Return a chart of the minutes from `start`, with local times and kick-offs."""
    minutes = len(series[0].values)
    names: dict[datetime, list[str]] = {}
    for fixture in fixtures:
        names.setdefault(fixture.kickoff, []).append(fixture.name)
    kickoffs = [
        ((at - start) / _MINUTE, clock, f"{clock} {', '.join(together)}")
        for at, together in names.items()
        for clock in [f"{at.astimezone(zone):%H:%M}"]
    ]
    return Chart(label, series, dict(_times(start, minutes, zone)), kickoffs)


def _times(start: datetime, minutes: int, zone: ZoneInfo) -> Iterator[tuple[int, str]]:
    """Yield round local times by minute, at the closest interval that fits the width."""
    every = next((each for each in _INTERVALS if minutes / each <= _MOST_LABELS), _INTERVALS[-1])
    local = start.astimezone(zone)
    first = every - (local.hour * 60 + local.minute) % every
    for minute in range(first, minutes, every):
        yield minute, f"{(start + minute * _MINUTE).astimezone(zone):%H:%M}"


def unit_of(dimension: str) -> str:
    """Return the unit of a dimension's levels."""
    match dimension.rpartition(".")[2]:
        case "warm":
            return "warm containers"
        case "provisioned":
            return "provisioned environments"
        case "read" | "write":
            return "capacity units per second"
        case other:
            return other


def without_gaps(values: Sequence[float]) -> list[float]:
    """Return the values; an unknown one takes the value before it."""
    found: list[float] = []
    for each in values:
        found.append(each if not isnan(each) else found[-1] if found else 0.0)
    return found
