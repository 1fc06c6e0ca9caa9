"""A real season: the 48 group matches of the 1998 World Cup.

The data is in the folder KICKOFF_SHARED_DATA, or next to the repository.
"""

import csv
import json
import os
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from kickoff.calendar import Calendar, load
from operations.cli.plan import plan
from tests.unit.kickoff.files import READ, utc

_REPOSITORY = Path(__file__).resolve().parents[3]
_FOLDER = Path(os.environ.get("KICKOFF_SHARED_DATA") or _REPOSITORY.parent / "shared" / "data")
_MATCHES = _FOLDER / "worldcup98" / "matches.csv"

pytestmark = pytest.mark.skipif(
    not _MATCHES.is_file(), reason="no worldcup98/matches.csv in KICKOFF_SHARED_DATA"
)

_HEAD = """\
version: 1
timezone: {zone}
targets:
  prices: {{table: prices, read: {{baseline: 10, max: 4000}}}}
profiles:
  match: {{lasts: 2h, lead: 20m, tail: 30m, demand: {{prices: {{read: 1000}}}}}}
fixtures:
"""


@pytest.fixture(scope="module")
def matches() -> list[dict[str, str]]:
    with _MATCHES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def config(matches: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a calendar of the matches, at their local times."""
    (zone,) = {match["timezone"] for match in matches}
    lines = [
        f"- {{name: {match['match']}, kickoff: {match['kickoff_local']}, profile: match}}\n"
        for match in matches
    ]
    path = tmp_path_factory.mktemp("worldcup98") / "config.yaml"
    path.write_text(_HEAD.format(zone=zone) + "".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def calendar(config: Path) -> Calendar:
    return load(config)


_START, _END = utc("1998-06-01"), utc("1998-07-31")


def test_every_match_kicks_off_at_its_recorded_time(
    calendar: Calendar, matches: list[dict[str, str]]
) -> None:
    recorded = {(match["match"], datetime.fromisoformat(match["kickoff_utc"])) for match in matches}
    planned = {(each.name, each.kickoff) for each in calendar.fixtures(_START, _END)}
    assert len(matches) == 48
    assert planned == recorded


def test_every_match_raises_the_level_in_its_window(calendar: Calendar) -> None:
    for match in calendar.fixtures(_START, _END):
        for at in (match.opens, match.kickoff, match.closes - timedelta(minutes=1)):
            level = calendar.levels(at)[READ]
            assert level.value >= 1000
            assert match in level.because


def test_matches_that_kick_off_together_add_up(calendar: Calendar) -> None:
    together = Counter(each.kickoff for each in calendar.fixtures(_START, _END))
    pairs = [kickoff for kickoff, count in together.items() if count == 2]
    assert len(pairs) == 8  # the last round of each of the eight groups
    for kickoff in pairs:
        level = calendar.levels(kickoff)[READ]
        assert (level.value, len(level.because)) == (2000, 2)


def test_the_plan_covers_the_tournament_without_a_gap(config: Path) -> None:
    span = ["--from", "1998-06-01", "--to", "1998-07-31", "--format", "json"]
    result = CliRunner().invoke(plan, ["--config", str(config), *span])
    rows = json.loads(result.stdout)
    # Midnight in Paris is 22:00 the day before.
    assert (rows[0]["start"], rows[-1]["end"]) == ("1998-05-31T22:00:00Z", "1998-07-30T22:00:00Z")
    assert all(one["end"] == other["start"] for one, other in pairwise(rows))
    assert len({name for row in rows for name in row["because"]}) == 48


def test_outside_all_matches_the_level_is_the_baseline(calendar: Calendar) -> None:
    fixtures = calendar.fixtures(_START, _END)
    for step in calendar.steps(_START, _END):
        asking = [each for each in fixtures if each.opens < step.end and each.closes > step.start]
        assert step.level.value == max(1000 * len(asking), 10)
