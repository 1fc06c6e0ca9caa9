"""The monthly cost of running kickoff, as a table: .venv/bin/python benchmarks/running_cost.py.

It covers two functions that tick every minute, their logs and metrics, alarms and dashboard, for
the targets of a calendar. `kickoff plan` prices the capacity that they warm and raise.
"""

import argparse
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kickoff.calendar import Calendar, FunctionTarget, TableTarget, load
from kickoff.pricing.prices import PRICES

MONTH = timedelta(days=30.4)
TICKS = MONTH // timedelta(minutes=1)

# US dollars in us-east-1 on PRICES.day, from the pricing pages of each service.
METRIC_MONTH = 0.30
ALARM_METRIC_MONTH = 0.10
DASHBOARD_MONTH = 3.00
KEY_MONTH = 1.00
METRIC_READ = 0.01 / 1_000
LOG_GB = 0.50
SCHEDULE = 1.00 / 1_000_000
STRONG_READ = 0.125 / 1_000_000

# A tick at 512 MB: its seconds and its log bytes. Generous beside the emulator's figures.
MEMORY_GB = 0.5
PRESCALER_S, WARMER_S = 0.15, 0.40
LOGGED_GB = 3_000 / 1e9
# Series published for each dimension, for each function and for the services; alarms; series read
# for each function.
OF_A_DIMENSION, OF_A_FUNCTION, OF_THE_SERVICES = 6, 9, 13
ALARMS = 10
READ_OF_A_FUNCTION = 2


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of the bill: US dollars a month."""

    item: str
    quantity: str
    dollars: float


def bill(calendar: Calendar) -> list[BillLine]:
    """The bill of a month for the targets of a calendar."""
    tables = [each for each in calendar.targets.values() if isinstance(each, TableTarget)]
    functions = [each for each in calendar.targets.values() if isinstance(each, FunctionTarget)]
    dimensions = sum(len(each.capacities()) for each in tables)
    series = OF_A_DIMENSION * dimensions + OF_A_FUNCTION * len(functions) + OF_THE_SERVICES
    gb_s = TICKS * (PRESCALER_S + WARMER_S) * MEMORY_GB
    every_five = TICKS // 5 * (READ_OF_A_FUNCTION * len(functions) + 1)
    return [
        BillLine("Metrics", f"{series} series", series * METRIC_MONTH),
        BillLine("Dashboard", "1; an account's first three are free", DASHBOARD_MONTH),
        BillLine("Key", "1, of the alarms; none with a key of your own", KEY_MONTH),
        BillLine("Lambda", f"{gb_s:,.0f} GB-s, {2 * TICKS:,} requests", _lambda(gb_s)),
        BillLine("Alarms", f"{ALARMS}, of one metric each", ALARMS * ALARM_METRIC_MONTH),
        BillLine("Metrics read", f"{every_five:,} series read", every_five * METRIC_READ),
        BillLine("Logs", f"{2 * TICKS * LOGGED_GB:.2f} GB", 2 * TICKS * LOGGED_GB * LOG_GB),
        BillLine("Schedules", f"{2 * TICKS:,} invocations", 2 * TICKS * SCHEDULE),
        BillLine("Leases", f"{TICKS:,} reads of a small table", TICKS * STRONG_READ),
    ]


def _lambda(gb_s: float) -> float:
    return gb_s * PRICES.gb_second + 2 * TICKS * PRICES.request


def main() -> None:
    """Print the bill for a calendar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path, nargs="?", default=Path("config.yaml"))
    lines = bill(load(parser.parse_args().config))
    print("| | a month | US dollars |")
    print("|---|---|---:|")
    for line in lines:
        print(f"| {line.item} | {line.quantity} | {line.dollars:.2f} |")
    print(f"| **Sum** | | **{sum(line.dollars for line in lines):.2f}** |")


if __name__ == "__main__":
    main()
