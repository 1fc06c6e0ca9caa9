"""A backtest in words and as a page: each day drawn, minutes that were throttled marked."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from kickoff.forecast.backtest import UNDERLYING_POLICY, Backtest, BacktestResult
from kickoff.forecast.loads import DAY, instant
from kickoff.forecast.replay import SECONDS, ScalingPolicy
from operations.pages.chart import Chart
from operations.pages.page import Document, section
from simulator.record import Course, Line

COLUMNS = ("", "throttled", "%", "minutes", "capacity-hours", "held", "lowered")
# What a day is drawn beside: what tables are given where nobody chose.
_ALONE = ScalingPolicy(0.7, 16)
_UNIT = "capacity units a second"


def _scaling(scaling: ScalingPolicy) -> str:
    return f"{scaling.target:.0%}, {scaling.lag} min"


LEGEND = (
    "throttled: requests' units refused; held: capacity, as a multiple of what was consumed;\n"
    "lowered: decreases of the table. Where there is a floor, it is above auto scaling at\n"
    f"{_scaling(UNDERLYING_POLICY)}."
)


def cells(way: BacktestResult) -> Sequence[str]:
    """A row of the table, in the order of the columns."""
    found = way.replay
    return (
        way.name if way.minimums else f"auto scaling {_scaling(way.scaling)}",
        f"{found.throttled:,.0f}",
        f"{found.throttled_share:.4%}".rstrip("%"),
        f"{found.throttled_minutes:,}",
        f"{found.capacity_hours:,.0f}",
        f"{found.overprovisioning:.3f}",
        f"{found.decreases:,}",
    )


def page(tested: Backtest, ways: Sequence[BacktestResult]) -> str:
    """The page; the first way is drawn, beside auto scaling alone."""
    alone = next(way for way in ways if not way.minimums and way.scaling == _ALONE)
    key = tested.target.key
    return Document(
        title=f"Backtest: {key.target}.{key.dimension}",
        summary=f"{LEGEND} Times are {tested.target.calendar.zone.key}.",
        columns=COLUMNS,
        rows=[cells(way) for way in ways],
        legend=(
            ("demand", "consumed"),
            ("kickoff", f"held with {ways[0].name}"),
            ("alone", f"held by auto scaling alone, {_scaling(_ALONE)}"),
            ("alone", "marks below: minutes throttled"),
        ),
        charts=list(_days(tested, ways[0], alone)),
    ).html()


def _days(tested: Backtest, way: BacktestResult, alone: BacktestResult) -> Iterator[str]:
    zone = tested.target.calendar.zone
    for first in range(tested.start, tested.end, DAY):
        start, day = instant(first), slice(first - tested.start, first - tested.start + DAY)
        course = Course(
            demand=[load / SECONDS for load in way.replay.requested[day]],
            alone=_line(alone, day),
            kickoff=_line(way, day),
        )
        fixtures = [
            fixture
            for fixture in tested.target.calendar.fixtures(start, start + timedelta(days=1))
            if start <= fixture.kickoff < start + timedelta(days=1)
        ]
        local = start.astimezone(zone)
        name = f"{local:%A} {local.day} {local:%B %Y}"
        chart = Chart(start, len(course.demand), zone)
        yield section(name, _UNIT, chart.draw(course, fixtures, f"{name}, in {_UNIT}"))


def _line(way: BacktestResult, day: slice) -> Line:
    return Line(list(way.replay.capacity[day]), list(way.replay.throttled_by_minute[day]))
