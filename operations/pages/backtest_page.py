"""Results of a backtest: the rows of its table, and a report with a chart of each day."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from kickoff.forecast.backtest import UNDERLYING_POLICY, Backtest, BacktestResult
from kickoff.forecast.loads import DAY, instant
from kickoff.forecast.replay import Replay, ScalingPolicy
from kickoff.pricing.prices import prices_of
from kickoff.table_throughput import SECONDS
from operations.pages.chart import ScalingResult, comparison, timed_chart, unit_of
from operations.pages.prices import dollars, price_source
from operations.pages.report import ChartSection, ReportTable, report

# Column heads on a terminal, which has little room, and on the page.
COLUMNS = ("", "throttled", "%", "minutes", "capacity-hours", "held", "lowered")
_PAGE_COLUMNS = (
    *("capacity set by", "throttled, units", "throttled, %", "throttled, minutes"),
    *("capacity, unit-hours", "capacity / consumption", "decreases"),
)
# Each chart compares with this auto scaling: the default target of a table, and the slower lag.
_ALONE = ScalingPolicy(0.7, 16)


def _settings(scaling: ScalingPolicy) -> str:
    return f"{scaling.target:.0%}, {scaling.lag} min"


_UNDERLYING = (
    "Rows with a minimum also have auto scaling, "
    f"with a target of {UNDERLYING_POLICY.target:.0%} and a "
    f"reaction after {UNDERLYING_POLICY.lag} minutes."
)
LEGEND = (
    "throttled: capacity units refused, their share of all in %, and the minutes with any;\n"
    f"held: capacity divided by consumption; lowered: decreases of the table.\n{_UNDERLYING}"
)


def cells(result: BacktestResult) -> Sequence[str]:
    """One row of the table, in the order of the columns."""
    method, found = result.method, result.replay
    return (
        method.name if method.minimums else f"auto scaling {_settings(method.scaling)}",
        f"{found.throttled:,.0f}",
        f"{found.throttled_share:.4%}".rstrip("%"),
        f"{found.throttled_minutes:,}",
        f"{found.capacity_hours:,.0f}",
        f"{found.overprovisioning:.3f}",
        f"{found.decreases:,}",
    )


def verdict(tested: Backtest, results: Sequence[BacktestResult]) -> list[str]:
    """Return a sentence for learned demand and for auto scaling alone, each with its dollars."""
    key = tested.target.key
    region = tested.target.calendar.targets[key.target].place.region
    prices = prices_of(region)
    unit_hour = prices.capacity_cost(key.dimension, timedelta(hours=1))

    def sentence(subject: str, found: Replay) -> str:
        return (
            f"{subject} throttled {found.throttled_share:.4%} of the units and held "
            f"{found.overprovisioning:.2f} times the consumption, for "
            f"{dollars(found.capacity_hours * unit_hour)}"
        )

    alone = sentence("Auto scaling alone", _alone(results).replay)
    return [
        f"{sentence('Learned demand', results[0].replay)}.",
        f"{alone} ({_settings(_ALONE)}; {price_source({prices.region})}).",
    ]


def _alone(results: Sequence[BacktestResult]) -> BacktestResult:
    return next(
        each for each in results if not each.method.minimums and each.method.scaling == _ALONE
    )


def page(tested: Backtest, results: Sequence[BacktestResult]) -> str:
    """Return the report; its charts show the first result beside auto scaling alone."""
    key = tested.target.key
    return report(
        title=f"Backtest: {key.target}.{key.dimension}",
        verdict=verdict(tested, results),
        summary=f"{_UNDERLYING} Times are in {tested.target.calendar.zone.key}.",
        table=ReportTable(_PAGE_COLUMNS, [cells(result) for result in results]),
        sections=list(_days(tested, results[0], _alone(results))),
    )


def _days(
    tested: Backtest, result: BacktestResult, alone: BacktestResult
) -> Iterator[ChartSection]:
    zone, unit = tested.target.calendar.zone, unit_of(tested.target.key.dimension)
    for first in range(tested.start, tested.end, DAY):
        start, day = instant(first), slice(first - tested.start, first - tested.start + DAY)
        demand = [load / SECONDS for load in result.replay.requested[day]]
        series = comparison(
            demand,
            _result(f"auto scaling alone, {_settings(_ALONE)}", alone, day),
            _result(result.method.name, result, day),
            "throttled",
        )
        end = start + timedelta(days=1)
        found = tested.target.calendar.fixtures(start, end)
        fixtures = [fixture for fixture in found if start <= fixture.kickoff < end]
        local = start.astimezone(zone)
        name = f"{local:%A} {local.day} {local:%B %Y}"
        chart = timed_chart(f"{name}, in {unit}", series, start, fixtures, zone)
        yield ChartSection(name, unit, chart)


def _result(label: str, result: BacktestResult, day: slice) -> ScalingResult:
    replay = result.replay
    return ScalingResult(label, replay.capacity[day], replay.throttled_by_minute[day])
