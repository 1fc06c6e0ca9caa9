"""Reviews as a page: the table of all, what to change, and each fixture with its courses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from zoneinfo import ZoneInfo

from operations.pages.chart import Chart
from operations.pages.page import Document, grid
from operations.review import cells
from operations.review.seen import Capacity, Review
from prescaler.resources.quote import CapacityQuote
from simulator.record import Line

# By the style of what it names in a chart.
_LEGEND = (
    ("demand", "consumed"),
    ("kickoff", "there, as far as it was told"),
    ("alone", "planned"),
    ("kickoff", "marks below: minutes throttled"),
)


def page(
    found: Sequence[Review], cost: CapacityQuote, zone: ZoneInfo, remarks: Sequence[str]
) -> str:
    """The page; `remarks` are what a person should know of where its numbers are from."""
    told = (f"Times are {zone.key}; {cells.bill(cost)}.", *remarks)
    return Document(
        title="Past fixtures",
        summary=" ".join(told),
        columns=cells.FIXTURES,
        rows=[cells.fixture(each, zone) for each in found],
        legend=(),
        charts=[f"<p>{cells.LEGEND}.</p>", *_advice(found), *(_fixture(e, zone) for e in found)],
        words=cells.WORDS,
    ).html()


def _advice(found: Sequence[Review]) -> Iterator[str]:
    by_names = cells.advice(found)
    if by_names:
        yield "<h2>What to change</h2>"
    for names, rows in by_names.items():
        said = "\n".join(f"<li><b>{kind}</b> {escape(said)}</li>" for kind, said in rows)
        yield f"<section><h3>{escape(names)}</h3>\n<ul>\n{said}\n</ul></section>"


def _fixture(found: Review, zone: ZoneInfo) -> str:
    """Open where there is something to change."""
    name, kickoff, *_ = cells.fixture(found, zone)
    summary = f"<summary><h2>{escape(name)} <small>{escape(kickoff)}</small></h2></summary>"
    return "\n".join(
        (
            f"<details{' open' if found.advice else ''}>{summary}",
            *_tables(found, zone),
            _legend() if found.capacities else "",
            *(_drawing(each, found, zone) for each in found.capacities if each.course.demand),
            "</details>",
        )
    )


def _tables(found: Review, zone: ZoneInfo) -> Iterator[str]:
    for columns, rows in (
        (cells.CAPACITIES, list(cells.capacities(found))),
        (cells.WARMTHS, list(cells.warmths(found))),
        (cells.CHANGES, cells.changes(found, zone)),
    ):
        if rows:
            yield grid(columns, rows, cells.WORDS)


def _legend() -> str:
    named = (f'<span class="is-{style}">{words}</span>' for style, words in _LEGEND)
    return f'<div class="legend">{"".join(named)}</div>'


def _drawing(seen: Capacity, found: Review, zone: ZoneInfo) -> str:
    name = ".".join(seen.key)
    course = replace(seen.course, alone=Line(seen.course.desired))
    chart = Chart(found.fixture.opens, len(course.demand), zone)
    drawn = chart.draw(course, [found.fixture], f"{name} through {found.fixture.name}")
    return f"<section><h3>{escape(name)}</h3>\n{drawn}</section>"
