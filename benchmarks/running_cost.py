"""The monthly cost of running kickoff, as a table: .venv/bin/python -m benchmarks.running_cost.

It bills what simulated ticks published, called, logged and ran: for a calendar, and for 6,000
dimensions, 20 of them raised. `kickoff plan` prices the capacity that they warm and raise.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from benchmarks.invoice.accounts import Month, calendar_month, large_month
from benchmarks.invoice.bill import BillLine, bill
from benchmarks.tables import markdown, publish
from kickoff.pricing.prices import PRICES

MATCH_DAY = datetime(2026, 12, 5, tzinfo=UTC)  # of the shipped calendar


def main() -> None:
    """Simulate, and print the bills; `--write` puts them into docs/operations.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path, nargs="?", default=Path("config.yaml"))
    parser.add_argument("--day", type=_day, default=MATCH_DAY, help="its match day to simulate")
    parser.add_argument("--write", action="store_true", help="into docs/operations.md")
    arguments = parser.parse_args()
    months = {
        "calendar": calendar_month(arguments.config, arguments.day),
        "6,000 dim.": large_month(),
    }
    publish(_text(months), "operations.md", "running cost", write=arguments.write)


def _text(months: dict[str, Month]) -> str:
    bills = [bill(month.usage) for month in months.values()]
    header = ["a month", *(each for name in months for each in (name, "$"))]
    sums = [("", f"**{sum(line.dollars for line in lines):.2f}**") for lines in bills]
    rows = [
        *([lines[0].part, *_cells(lines)] for lines in zip_longest(*bills)),
        ["**Sum**", *(cell for cells in sums for cell in cells)],
    ]
    scaled = "".join(f"- {name}: {month.scaled}.\n" for name, month in months.items())
    measured = f"Measured on {datetime.now(UTC):%Y-%m-%d}, prices of {PRICES.day}:\n\n"
    return f"{measured}{scaled}\n{markdown(header, rows, '---:')}"


def _cells(lines: tuple[BillLine, ...]) -> Iterator[str]:
    for line in lines:
        yield f"{line.quantity:,.{line.digits}f}"
        yield f"{line.dollars:.2f}"


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
