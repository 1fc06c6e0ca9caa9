"""The monthly cost of running kickoff, as a table: .venv/bin/python -m benchmarks.running_cost.

It bills what simulated ticks published, called, logged and ran: for a calendar, and for 6,000
dimensions, 20 of them raised. `kickoff plan` prices the capacity that they warm and raise.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from benchmarks.invoice.accounts import Month, calendar_month, large_month
from benchmarks.tables import markdown, publish
from kickoff.pricing.invoice import MONTH_HOURS, BillLine, bill
from kickoff.pricing.prices import DAY, DEFAULT_REGION, prices_of

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
    prices = prices_of(DEFAULT_REGION)
    bills = [bill(month.usage, MONTH_HOURS, prices) for month in months.values()]
    expected = [bill(month.expected, MONTH_HOURS, prices) for month in months.values()]
    header = ["a month", *(each for name in months for each in (name, "$"))]
    rows = [
        *([lines[0].part, *_cells(lines)] for lines in zip_longest(*bills)),
        [
            "Other calls of AWS and pings",
            *(cell for month in months.values() for cell in _free(month)),
        ],
        ["**Sum**", *_sums(bills)],
        ["Sum in `kickoff plan`", *_sums(expected)],
    ]
    scaled = "".join(f"- {name}: {month.scaled}.\n" for name, month in months.items())
    measured = f"Measured on {datetime.now(UTC):%Y-%m-%d}, prices of {DAY}:\n\n"
    return f"{measured}{scaled}\n{markdown(header, rows, '---:')}"


def _free(month: Month) -> tuple[str, str]:
    return f"{month.usage.free_calls:,}", ""


def _sums(bills: Iterable[Sequence[BillLine]]) -> list[str]:
    """Return the cells of the dollars of each bill."""
    return [
        cell for lines in bills for cell in ("", f"**{sum(line.dollars for line in lines):.2f}**")
    ]


def _cells(lines: tuple[BillLine, ...]) -> Iterator[str]:
    for line in lines:
        yield f"{line.quantity:,.{line.digits}f}"
        yield f"{line.dollars:.2f}"


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
