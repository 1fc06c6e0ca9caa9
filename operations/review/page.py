"""Reviews as a page: a table of all fixtures, what to change, and each fixture with charts."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from operations.pages.chart import ChartSeries, Shape, timed_chart, unit_of
from operations.pages.rendering import render
from operations.pages.report import ChartSection, ReportTable, legend
from operations.review import cells
from operations.review.seen import CapacityReview, Review
from prescaler.resources.quote import CapacityQuote


def page(
    found: Sequence[Review], cost: CapacityQuote, zone: ZoneInfo, remarks: Sequence[str]
) -> str:
    """Return the page; `remarks` report which sources were missing."""
    return render(
        "review.html",
        title="Past fixtures",
        summary=" ".join((f"Times are in {zone.key}; {cells.bill(cost)}.", *remarks)),
        table=ReportTable(
            cells.FIXTURES, [cells.fixture(each, zone) for each in found], cells.WORDS
        ),
        notes=f"{cells.LEGEND}.",
        advice=cells.advice(found),
        fixtures=[_fixture(each, zone) for each in found],
    )


def _fixture(found: Review, zone: ZoneInfo) -> dict[str, object]:
    """The details of one fixture; they are open where something should change."""
    name, kickoff, *_ = cells.fixture(found, zone)
    charts = [_chart(each, found, zone) for each in found.capacities if each.series.consumed]
    return {
        "name": name,
        "kickoff": kickoff,
        "open": bool(found.advice),
        "tables": list(_tables(found, zone)),
        "legend": legend(section.chart for section in charts),
        "charts": charts,
    }


def _tables(found: Review, zone: ZoneInfo) -> Iterator[ReportTable]:
    for columns, rows in (
        (cells.CAPACITIES, list(cells.capacities(found))),
        (cells.WARMTHS, list(cells.warmths(found))),
        (cells.CHANGES, cells.changes(found, zone)),
    ):
        if rows:
            yield ReportTable(columns, rows, cells.WORDS)


def _chart(capacity: CapacityReview, found: Review, zone: ZoneInfo) -> ChartSection:
    name, minutes = ".".join(capacity.key), capacity.series
    series = [
        ChartSeries("consumed", "demand", minutes.consumed, Shape.AREA),
        ChartSeries("planned", "alone", minutes.planned),
        ChartSeries("in place, as published by the prescaler", "kickoff", minutes.live),
        ChartSeries("minute throttled", "kickoff", minutes.throttled, Shape.MARKS),
    ]
    label = f"{name} through {found.fixture.name}"
    chart = timed_chart(label, series, found.fixture.opens, [found.fixture], zone)
    return ChartSection(name, unit_of(capacity.key.dimension), chart)
