"""Static charts: geometry, time labels, legends and escaping."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kickoff.timeline import Fixture
from operations.pages.chart import Chart, ChartSeries, Shape, timed_chart
from operations.pages.report import ChartSection, ReportTable, legend, report
from tests.unit.kickoff.files import utc

_LONDON = ZoneInfo("Europe/London")


def _paths(*series: ChartSeries) -> dict[str, str]:
    return dict(Chart("", series, {}).paths())


def test_steps_are_level_between_changes() -> None:
    paths = _paths(ChartSeries("", "alone", [0, 0, 10, 10]))
    assert paths == {"alone": "M52 156.0 H502.0 V22.0 H952.0"}


def test_an_area_is_closed_at_the_floor() -> None:
    paths = _paths(ChartSeries("", "demand", [10, 5], Shape.AREA))
    assert paths == {"demand": "M52.0 22.0 L502.0 89.0 L502.0 156.0 L52.0 156.0 Z"}


def test_a_band_runs_along_its_upper_edge_and_back_along_its_lower() -> None:
    paths = _paths(ChartSeries("", "band", [10, 10], Shape.AREA, [5, 0]))
    assert paths == {"band": "M52.0 22.0 L502.0 22.0 L502.0 156.0 L52.0 89.0 Z"}


def test_marks_stand_below_the_axis_and_do_not_change_the_scale() -> None:
    refused = [0, 900.0]
    chart = Chart(
        "",
        [
            ChartSeries("", "kickoff", [10, 10]),
            ChartSeries("", "alone", [0, 0], Shape.MARKS),
            ChartSeries("", "kickoff", refused, Shape.MARKS),
        ],
        {},
    )
    assert [value for _, value in chart.scale()] == ["0", "5", "10"]
    assert list(chart.paths())[1:] == [
        ("refused kickoff", "M502.0 168 H952.0 v6 H502.0 Z"),
    ]


@pytest.mark.parametrize(
    ("start", "minutes", "labels"),
    [
        ("2026-12-05 12:07", 20, ["12:10", "12:15", "12:20", "12:25"]),
        ("2026-12-05 12:00", 240, ["12:15", "12:30"]),
        ("2026-10-25 00:30", 1_200, ["01:00", "02:00", "03:00"]),
        ("2026-12-05 12:10", 3_000, ["15:00", "18:00", "21:00"]),
    ],
)
def test_times_are_round_and_have_room(start: str, minutes: int, labels: list[str]) -> None:
    series = [ChartSeries("", "demand", [1.0] * minutes)]
    chart = timed_chart("", series, utc(start), [], _LONDON)
    assert [text for _, text in chart.times][: len(labels)] == labels
    assert len(chart.times) <= 24


def _fixture(name: str, kickoff: datetime) -> Fixture:
    return Fixture(name, "match", kickoff, kickoff + timedelta(hours=2), (), {})


def test_fixtures_of_one_kickoff_share_a_line() -> None:
    at = utc("2026-07-04 14:00")
    series = [ChartSeries("", "demand", [1.0] * 120)]
    fixtures = [_fixture("Leeds v Derby", at), _fixture("Hull v Stoke", at)]
    chart = timed_chart("", series, at - timedelta(hours=1), fixtures, _LONDON)
    assert chart.kickoffs == [(502.0, "15:00", "15:00 Leeds v Derby, Hull v Stoke")]


def test_a_legend_names_each_label_once() -> None:
    series = [ChartSeries("past", "past", [1.0]), ChartSeries("past", "past", [2.0])]
    chart = Chart("", [*series, ChartSeries("median", "kickoff", [1.0])], {})
    assert [each.label for each in legend([chart, chart])] == ["past", "median"]


def test_text_is_escaped_everywhere() -> None:
    hostile = "<script>&\"'{{ 7 * 7 }}"
    chart = Chart(hostile, [ChartSeries(hostile, "alone", [1.0])], {0: hostile}, [(0, hostile, "")])
    table = ReportTable([hostile], [[hostile]], {hostile})
    page = report(hostile, hostile, table, [ChartSection(hostile, hostile, chart)])
    assert "<script" not in page
    assert page.count("&lt;script&gt;&amp;&#34;&#39;{{ 7 * 7 }}") == 11
