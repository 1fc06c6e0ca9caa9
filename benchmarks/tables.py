"""Markdown tables of the benchmarks: printed, and written into a page of docs/."""

from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]], align: str = "---") -> str:
    """A table; `align` is the alignment of every column but the first."""
    ruler = ["---", *[align] * (len(header) - 1)]
    return "".join(f"| {' | '.join(line)} |\n" for line in [header, ruler, *rows])


def publish(text: str, page: str, name: str, *, write: bool) -> None:
    """Print a text; with `write`, also replace the part of a page between the marks of a name."""
    print(text)
    if write:
        path = DOCS / page
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = path.read_text().partition(begin)
        path.write_text(before + begin + text + end + rest.partition(end)[2])
