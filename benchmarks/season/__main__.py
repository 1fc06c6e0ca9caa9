"""A season of 40 weeks with the real prescaler, and its cost beside two alternatives.

Run it with `.venv/bin/python -m benchmarks.season`. `--write` puts the tables into docs/season.md.
`--weeks 4` simulates a shorter season. Three fixtures overlap on Saturdays. One fixture is
postponed, one goes to extra time, and the calendar is broken for five days that include a Saturday.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.season.scenario import SPECIAL, season_scenario
from benchmarks.season.simulation import ALONE, ALWAYS, HELPED, Season, SeasonRecord
from benchmarks.tables import markdown, publish

ACCOUNTS = (HELPED, ALONE, ALWAYS)


def main() -> None:
    """Simulate the season and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="into docs/season.md")
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "config.yaml"
        record = Season(path, season_scenario(arguments.weeks, path)).run()
    publish(f"{_costs(record)}\n{_specials(record)}", "season.md", "tables", write=arguments.write)
    print(f"{record.ticks:,} ticks in {time.monotonic() - began:.0f} s", file=sys.stderr)
    for error, count in Counter(record.errors).most_common(5):
        print(f"{count} times: {error}", file=sys.stderr)


def _costs(record: SeasonRecord) -> str:
    rows = [
        ["unready fixture minutes", *(f"{record.unready(each):,}" for each in ACCOUNTS)],
        ["capacity units throttled", *(f"{record.throttled[each]:,.0f}" for each in ACCOUNTS)],
        ["provisioned capacity, $", *(f"{record.dollars[each]:,.2f}" for each in ACCOUNTS)],
    ]
    return markdown(["", *ACCOUNTS], rows, "---:")


def _specials(record: SeasonRecord) -> str:
    header = [
        "fixture",
        *(f"unready, {each}" for each in ACCOUNTS),
        *(f"throttled, {each}" for each in ACCOUNTS),
    ]
    rows = [
        [
            f"{name}, {kickoff:%d %b}: {SPECIAL[name]}",
            *(str(impact.unready[each]) for each in ACCOUNTS),
            *(f"{impact.throttled[each]:,.0f}" for each in ACCOUNTS),
        ]
        for (name, kickoff), impact in sorted(record.impacts.items(), key=lambda each: each[0][1])
        if name in SPECIAL
    ]
    return markdown(header, rows, "---:")


if __name__ == "__main__":
    main()
