"""A simulated day as one HTML page that needs nothing else."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template
from zoneinfo import ZoneInfo

from cli.chart import Chart
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
    template = Template(files("cli").joinpath("day.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=f"A fixture day: {local:%A} {local.day} {local:%B %Y}",
        summary=escape(
            f"{len(record.fixtures)} fixtures in {record.minutes} simulated minutes: the real "
            "handlers in each of them against a stand-in for AWS, beside the same crowd under auto "
            "scaling alone, which brings capacity some six minutes after load. "
            f"Times are {zone.key}."
        ),
        columns="".join(f"<th>{escape(name)}</th>" for name in _COLUMNS),
        rows="\n".join(f"<tr>{_cells(row)}</tr>" for row in rows),
        charts="\n".join(
            _section(chart, name, unit, course, record) for name, unit, course in titled
        ),
    )


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)


def _section(chart: Chart, name: str, unit: str, course: Course, record: Record) -> str:
    label = f"{name} through the day, in {unit}"
    drawing = chart.draw(course, record.fixtures, label)
    return f"<section><h2>{escape(name)} <small>{unit}</small></h2>\n{drawing}</section>"
