"""Charts and a table as one HTML page that needs nothing else; a simulated day as such a page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from zoneinfo import ZoneInfo

from operations.pages.chart import Chart
from simulator.record import Course, Record

_COLUMNS = (
    "fixture",
    "kick-off",
    "ready, minutes before",
    "auto scaling alone",
    "warm and distinct",
    "throttled units",
    "auto scaling alone",
    "cold starts met",
    "without pings",
)
_Row = Sequence[str]


# By the style of what it names in a chart.
_LEGEND = (
    ("demand", "asked"),
    ("kickoff", "there with kickoff"),
    ("alone", "there with auto scaling alone"),
    ("alone", "marks below: minutes throttled, or met by cold starts"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A table, and charts that are markup already; `legend` is of (style, words).

    `words` are the columns that are no numbers, beside the first.
    """

    title: str
    summary: str
    columns: _Row
    rows: Sequence[_Row]
    legend: Sequence[tuple[str, str]]
    charts: Sequence[str]
    words: Collection[str] = ()

    def html(self) -> str:
        """The page."""
        template = Template(
            files("operations.pages").joinpath("day.html").read_text(encoding="utf-8")
        )
        return template.substitute(
            title=escape(self.title),
            summary=escape(self.summary),
            table=grid(self.columns, self.rows, self.words),
            legend="\n".join(
                f'<span class="is-{style}">{escape(words)}</span>' for style, words in self.legend
            ),
            charts="\n".join(self.charts),
        )


def grid(columns: _Row, rows: Sequence[_Row], words: Collection[str] = ()) -> str:
    """A table that is scrolled aside where it is wider than the window.

    Its first column is words, and those named so; the others are numbers.
    """
    head = _cells(columns, columns, words, "th")
    body = "\n".join(f"<tr>{_cells(row, columns, words)}</tr>" for row in rows)
    return (
        f'<div class="table"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def section(name: str, unit: str, drawing: str) -> str:
    """A chart under its heading."""
    return f"<section><h2>{escape(name)} <small>{escape(unit)}</small></h2>\n{drawing}</section>"


def notes(name: str, sentences: Sequence[str]) -> str:
    """A list under its heading; nothing without any."""
    if not sentences:
        return ""
    items = "\n".join(f"<li>{escape(each)}</li>" for each in sentences)
    return f"<section><h2>{escape(name)}</h2>\n<ul>\n{items}\n</ul></section>"


def page(record: Record, zone: ZoneInfo, rows: Sequence[_Row]) -> str:
    """The page of a day; `rows` are the cells of its table, a fixture each."""
    chart = Chart(record.start, record.minutes, zone)
    titled = [
        (f"{key.target}.{key.dimension}", unit, course)
        for courses, unit in (
            (record.tables, "capacity units a second"),
            (record.functions, "containers"),
        )
        for key, course in courses.items()
    ]
    local = record.start.astimezone(zone)
    return Document(
        title=f"A fixture day: {local:%A} {local.day} {local:%B %Y}",
        summary=(
            f"{len(record.fixtures)} fixtures in {record.minutes} simulated minutes: the real "
            "handlers in each of them against a stand-in for AWS, beside the same crowd under auto "
            "scaling alone, which brings capacity some six minutes after load. "
            f"Times are {zone.key}."
        ),
        columns=_COLUMNS,
        rows=rows,
        legend=_LEGEND,
        charts=[_section(chart, name, unit, course, record) for name, unit, course in titled],
    ).html()


def _cells(row: _Row, columns: _Row, words: Collection[str], tag: str = "td") -> str:
    return "".join(
        f"<{tag}{' class=word' if column in words else ''}>{escape(cell)}</{tag}>"
        for cell, column in zip(row, columns, strict=True)
    )


def _section(chart: Chart, name: str, unit: str, course: Course, record: Record) -> str:
    label = f"{name} through the day, in {unit}"
    return section(name, unit, chart.draw(course, record.fixtures, label))
