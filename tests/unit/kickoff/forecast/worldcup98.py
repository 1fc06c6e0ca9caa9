"""Loads and kick-offs of the 1998 World Cup, if available.

The folder is KICKOFF_SHARED_DATA, or next to the repository.
"""

import csv
import os
from pathlib import Path

import pytest

from kickoff.calendar import Calendar, load

_REPOSITORY = Path(__file__).resolve().parents[4]
_FOLDER = (
    Path(os.environ.get("KICKOFF_SHARED_DATA") or _REPOSITORY.parent / "shared" / "data")
    / "worldcup98"
)
REQUESTS, MATCHES = _FOLDER / "requests-per-minute.csv", _FOLDER / "matches.csv"

needed = pytest.mark.skipif(
    not (REQUESTS.is_file() and MATCHES.is_file()), reason="no worldcup98 in KICKOFF_SHARED_DATA"
)

_HEAD = """\
version: 1
timezone: Europe/Paris
targets:
  site: {table: site, demand: auto, risk: %s, read: {baseline: 50, max: 10000}}
profiles:
  match: {lasts: 2h, lead: 30m, tail: 1h, demand: {site: {read: 2000}}}
fixtures:
"""


def calendar(path: Path, matches: Path = MATCHES, *, risk: float = 0.1) -> Calendar:
    """Write a calendar of the matches, and return it."""
    with matches.open(encoding="utf-8", newline="") as file:
        lines = [
            f"- {{name: {row['match']}, kickoff: {row['kickoff_utc']}, profile: match}}\n"
            for row in csv.DictReader(file)
        ]
    path.write_text(_HEAD % risk + "".join(lines), encoding="utf-8")
    return load(path)
