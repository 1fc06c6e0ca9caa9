"""A report: one HTML page with a table and charts that fetches nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from operations.pages.chart import Chart, ChartSeries
from operations.pages.rendering import render


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table; its first column and `text_columns` hold text, the others numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    text_columns: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class ChartSection:
    """A chart under a heading, with a note beside the heading."""

    heading: str
    note: str
    chart: Chart


def report(
    title: str,
    summary: str,
    table: ReportTable,
    sections: Sequence[ChartSection],
    verdict: Sequence[str] = (),
) -> str:
    """Return the page: the verdict, the table, the legend of all charts, and the charts."""
    return render(
        "report.html",
        title=title,
        verdict=verdict,
        summary=summary,
        table=table,
        sections=sections,
        legend=legend(section.chart for section in sections),
    )


def legend(charts: Iterable[Chart]) -> list[ChartSeries]:
    """Return the series of the charts, one per label."""
    by_label = {each.label: each for chart in charts for each in chart.series}
    return list(by_label.values())
