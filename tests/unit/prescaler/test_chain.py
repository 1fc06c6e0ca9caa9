"""A fixture's chain: all its links, and the slowest one."""

from datetime import timedelta
from pathlib import Path

from kickoff.calendar import load
from prescaler.resources.chain import Chain, chain_of, joins_targets
from prescaler.resources.quote import early
from tests.unit.kickoff.files import utc

CALENDAR = """
version: 1
targets:
  bets: {stream: bets, shards: {baseline: 4, max: 500}}
  web: {ecs: prod/web, tasks: {baseline: 4, max: 60}}
  slips: {table: slips, write: {baseline: 20, max: 20000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 1, max: 99, every: 5m}}
  quiet: {ecs: prod/quiet, tasks: {baseline: 1, max: 60}}
profiles:
  final:
    lasts: 2h
    demand:
      bets: {shards: 16}
      web: {tasks: 30}
      slips: {write: 100}
      pricing: {warm: 10}
fixtures:
  - {name: Final, kickoff: 2026-12-05 15:00, profile: final}
  - {name: Replay, kickoff: 2026-12-09 15:00, profile: final, scale: 2}
"""

SPAN = utc("2026-12-01 00:00"), utc("2026-12-31 00:00")


def chain(tmp_path: Path, text: str = CALENDAR, *, number: int = 0) -> Chain:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    calendar = load(path)
    return chain_of(calendar.fixtures(*SPAN)[number], calendar)


def test_a_chain_has_each_link_that_the_fixture_demands(tmp_path: Path) -> None:
    links = {each.name: each.level for each in chain(tmp_path).links}
    assert links == {"bets.shards": 16, "web.tasks": 30, "slips.write": 100, "pricing.warm": 10}


def test_the_slowest_link_is_named_with_its_lead(tmp_path: Path) -> None:
    found = chain(tmp_path)
    assert found.slowest
    assert (found.slowest.name, found.slowest.lead) == ("bets.shards", timedelta(minutes=20))
    assert found.describe_slowest() == "bets.shards, 20 min"


def test_the_scale_of_a_fixture_counts(tmp_path: Path) -> None:
    assert chain(tmp_path, number=1).describe_slowest() == "bets.shards, 30 min"


def test_fixtures_of_one_time_count_together_as_in_the_lead_of_the_target(tmp_path: Path) -> None:
    two = CALENDAR.replace("shards: 16", "shards: 8").replace("max: 60}", "max: 90}")
    two = two.replace("12-09 15:00", "12-05 16:00")
    found = chain(tmp_path, two)
    shards = next(each for each in found.links if each.name == "bets.shards")
    assert (shards.level, shards.lead) == (24, timedelta(minutes=30))

    calendar = load(tmp_path / "config.yaml")
    steps = [each for each in calendar.steps(*SPAN) if each.key.target == "bets"]
    assert early(steps, calendar.targets["bets"]) == {"shards": shards.lead}


def test_links_that_are_instant_have_no_slowest_one(tmp_path: Path) -> None:
    lines = (line for line in CALENDAR.splitlines() if "shards: 16" not in line)
    found = chain(tmp_path, "\n".join(line for line in lines if "tasks: 30" not in line))
    assert (found.slowest, found.describe_slowest()) == (None, "all are instant")
    assert joins_targets(found.fixture)


def test_one_target_alone_is_no_chain(tmp_path: Path) -> None:
    alone = CALENDAR
    for other in ("web: {tasks: 30}", "slips: {write: 100}", "pricing: {warm: 10}"):
        alone = alone.replace(f"      {other}\n", "")
    assert not joins_targets(chain(tmp_path, alone).fixture)
