"""The calendar of a benchmark: tables whose demand is learned, and matches that demand all."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from kickoff.calendar import Calendar, load


def calendar_of(tables: int, kickoffs: Iterable[datetime]) -> Calendar:
    """Return a calendar of `table-0` and more, with a match at each kick-off (UTC)."""
    names = [f"table-{number}" for number in range(tables)]
    targets = "".join(
        f"  {name}: {{table: {name}, demand: auto, read: {{baseline: 50, max: 40000}}}}\n"
        for name in names
    )
    demand = ", ".join(f"{name}: {{read: 1200}}" for name in names)
    fixtures = "".join(
        f"- {{name: match {number}, kickoff: {kickoff:%Y-%m-%dT%H:%MZ}, profile: match}}\n"
        for number, kickoff in enumerate(kickoffs)
    )
    text = (
        f"version: 1\ntimezone: UTC\ntargets:\n{targets}profiles:\n"
        f"  match: {{lasts: 2h, lead: 20m, tail: 30m, demand: {{{demand}}}}}\nfixtures:\n{fixtures}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path)
