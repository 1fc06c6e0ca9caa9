"""Reviews on a terminal."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from operations.plan_price import PlanPrice
from operations.review import tables
from operations.review.model import FixtureReview, RecommendationKind
from operations.review.verdict import verdict
from operations.terminal import console, text_table

_LEAST_WIDTH = 100  # columns, for output that is no terminal
_COLOURS = {
    RecommendationKind.TOO_LATE: "red",
    RecommendationKind.TOO_LITTLE: "red",
    RecommendationKind.TOO_MUCH: "cyan",
    RecommendationKind.OBSERVED: "cyan",
}


def show(
    reviews: Sequence[FixtureReview], price: PlanPrice, zone: ZoneInfo, *, detailed: bool
) -> None:
    """Print the verdict, the recommendations, a row for each fixture and the price.

    Details of each fixture on request.
    """
    out = console()
    if not out.is_terminal:
        out.width = max(out.width, _LEAST_WIDTH)
    for sentence in verdict(reviews):
        out.print(sentence, markup=False)
    out.print()
    for section in _recommendations(reviews):
        out.print(section)
    rows = [tables.fixture_row(each, zone) for each in reviews]
    with_kickoff = [(f"{name}\n{kickoff}", *rest) for name, kickoff, *rest in rows]
    out.print(_table(("fixture", *tables.FIXTURES[2:]), with_kickoff))
    out.print()
    for review in reviews if detailed else ():
        for columns, details in tables.detail_tables(review, zone):
            out.print(_table(columns, details))
            out.print()
    for line in tables.calibration_lines(reviews):
        out.print(f"learned {escape(line)}")
    out.print(f"[dim]{tables.LEGEND}[/]")
    out.print(tables.cost_summary(price))


def _table(columns: Sequence[str], rows: Sequence[tables.Row]) -> Table:
    numbers = set(columns) - tables.WORDS
    return text_table(columns, rows, numbers=numbers, whole=numbers)


def _recommendations(reviews: Sequence[FixtureReview]) -> Iterator[RenderableType]:
    """Yield the recommendations, below the names of their fixtures."""
    for names, lines in tables.recommendation_lines(reviews).items():
        yield f"[bold]{escape(names)}[/]"
        table = Table.grid(padding=(0, 2, 0, 0))
        for kind, text in lines:
            table.add_row(f"  [{_COLOURS.get(kind, 'yellow')}]{kind}[/]", escape(text))
        yield table
        yield ""
