"""A season of 40 weeks through the real prescaler, and what it cost beside the other two ways.

Run it with `.venv/bin/python -m benchmarks.season`; `--write` puts the tables into docs/season.md,
`--weeks 4` lives a shorter one. Three fixtures at once on Saturdays; one postponed, one with extra
time, and a calendar that is broken for five days with a Saturday among them.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.season_run import ALONE, ALWAYS, HELPED, Season, SeasonRecord
from benchmarks.season_story import SPECIAL, story

PAGE = Path(__file__).parent.parent / "docs" / "season.md"
BEGIN, END = "<!-- tables -->\n", "<!-- end of tables -->\n"
WAYS = (HELPED, ALONE, ALWAYS)


def main() -> None:
    """Live, print, and with `--write` keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=40)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "config.yaml"
        record = Season(path, story(arguments.weeks, path)).run()
    tables = f"{_costs(record)}\n{_specials(record)}"
    print(tables)
    print(f"{record.ticks:,} ticks in {time.monotonic() - began:.0f} s", file=sys.stderr)
    for trouble, count in Counter(record.troubles).most_common(5):
        print(f"{count} times: {trouble}", file=sys.stderr)
    if arguments.write:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(before + BEGIN + tables + END + rest.partition(END)[2])


def _costs(record: SeasonRecord) -> str:
    minutes = {who: f"{record.unready(who):,}" for who in WAYS}
    rows = [
        ["", *WAYS],
        ["---", *["---:"] * len(WAYS)],
        ["fixture minutes unready", *(minutes[who] for who in WAYS)],
        ["capacity units throttled", *(f"{record.throttled[who]:,.0f}" for who in WAYS)],
        ["provisioned capacity, $", *(f"{record.dollars[who]:,.2f}" for who in WAYS)],
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _specials(record: SeasonRecord) -> str:
    rows = [["fixture", *(f"unready, {who}" for who in WAYS), *(f"throttled, {w}" for w in WAYS)]]
    rows.append(["---", *["---:"] * (2 * len(WAYS))])
    for (name, kickoff), met in sorted(record.met.items(), key=lambda each: each[0][1]):
        if name in SPECIAL:
            unready = [str(met.unready[who]) for who in WAYS]
            throttled = [f"{met.throttled[who]:,.0f}" for who in WAYS]
            rows.append([f"{name}, {kickoff:%d %b}: {SPECIAL[name]}", *unready, *throttled])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
