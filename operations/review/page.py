"""Reviews as a page: a table of all fixtures, recommendations, and charts of each fixture."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from operations.pages.chart import ChartSeries, Shape, timed_chart, unit_of
from operations.pages.rendering import render
from operations.pages.report import ChartSection, ReportTable, legend
from operations.plan_price import PlanPrice
from operations.review import tables
from operations.review.model import CapacityReview, FixtureReview
from operations.review.verdict import verdict


def page(
    reviews: Sequence[FixtureReview], price: PlanPrice, zone: ZoneInfo, remarks: Sequence[str]
) -> str:
    """Return the page; `remarks` report which sources were missing."""
    rows = [tables.fixture_row(each, zone) for each in reviews]
    return render(
        "review.html",
        title="Past fixtures",
        verdict=verdict(reviews) if reviews else (),
        summary=" ".join((f"Times are in {zone.key}; {tables.cost_summary(price)}.", *remarks)),
        table=ReportTable(tables.FIXTURES, rows, tables.WORDS),
        notes=f"{tables.LEGEND}.",
        advice=tables.recommendation_lines(reviews),
        learned=tables.calibration_lines(reviews),
        fixtures=[_fixture(each, zone) for each in reviews],
    )


def _fixture(review: FixtureReview, zone: ZoneInfo) -> dict[str, object]:
    """Return the details of a fixture; they are open if there is a recommendation."""
    name, kickoff, *_ = tables.fixture_row(review, zone)
    charts = [_chart(each, review, zone) for each in review.capacities if each.series.consumed]
    return {
        "name": name,
        "kickoff": kickoff,
        "open": bool(review.recommendations),
        "tables": [
            ReportTable(columns, rows, tables.WORDS)
            for columns, rows in tables.detail_tables(review, zone)
        ],
        "legend": legend(section.chart for section in charts),
        "charts": charts,
    }


def _chart(capacity: CapacityReview, review: FixtureReview, zone: ZoneInfo) -> ChartSection:
    name, minutes = ".".join(capacity.key), capacity.series
    series = [
        ChartSeries("consumed", "demand", minutes.consumed, Shape.AREA),
        ChartSeries("planned", "alone", minutes.planned),
        ChartSeries("live, as published by the prescaler", "kickoff", minutes.live),
        ChartSeries("minute throttled", "kickoff", minutes.throttled, Shape.MARKS),
    ]
    label = f"{name} through {review.fixture.name}"
    chart = timed_chart(label, series, review.fixture.opens, [review.fixture], zone)
    return ChartSection(name, unit_of(capacity.key.dimension), chart)
