"""The tables of docs/warming-benchmark.md: printed, and kept there where that is asked for."""

from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "warming-benchmark.md"


def show(name: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, keep: bool) -> None:
    """Print a table, and keep it between the marks that bear its name."""
    lines = [header, ["---"] * len(header), *rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    print(table)
    if keep:
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = PAGE.read_text().partition(begin)
        PAGE.write_text(before + begin + table + end + rest.partition(end)[2])
