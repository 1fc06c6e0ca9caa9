"""Groups: one number, such as bets a minute, drives several targets."""

import pytest

from kickoff.calendar import ConfigError
from kickoff.timeline import Key
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import utc

CALENDAR = """
version: 1
targets:
  bets: {stream: bets, shards: {baseline: 2, max: 500}}
  slips:
    table: slips
    write: {baseline: 20, max: 20000}
    indexes:
      by-user: {write: {baseline: 20, max: 20000}}
  settle: {function: settle, qualifier: live, provisioned: {baseline: 0, max: 500}}
groups:
  bet-flow:
    - {target: bets, shards: 0.0004}
    - {target: slips, write: 0.02, indexes: {by-user: {write: 0.02}}}
    - {target: settle, provisioned: 0.001}
  sign-ups:
    - {target: slips, write: 1}
profiles:
  final:
    lasts: 2h
    groups: {bet-flow: 45000, sign-ups: 7}
    demand:
      slips: {write: 50}
fixtures:
  - {name: Final, kickoff: 2026-12-05 15:00, profile: final}
  - {name: Replay, kickoff: 2026-12-09 15:00, profile: final, scale: 2}
"""


def demand(loaded: Loaded, text: str = CALENDAR) -> dict[Key, int]:
    levels = loaded(text).levels(utc("2026-12-05 15:00"))
    return {key: level.value for key, level in levels.items()}


def test_one_number_is_the_demand_of_every_link(loaded: Loaded) -> None:
    assert demand(loaded) == {
        Key("bets", "shards"): 18,
        Key("slips", "write"): 900 + 7 + 50,
        Key("slips", "by-user.write"): 900,
        Key("settle", "provisioned"): 45,
    }


def test_a_part_of_a_unit_is_rounded_up_once(loaded: Loaded) -> None:
    found = demand(loaded, CALENDAR.replace("bet-flow: 45000", "bet-flow: 45001"))
    assert found[Key("bets", "shards")] == 19
    assert found[Key("slips", "write")] == 900 + 1 + 7 + 50


def test_the_scale_of_a_fixture_scales_its_groups(loaded: Loaded) -> None:
    levels = loaded(CALENDAR).levels(utc("2026-12-09 15:00"))
    assert levels[Key("settle", "provisioned")].value == 90


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (
            "{bet-flow: 45000,",
            "{bets-flow: 45000,",
            "'bets-flow'; did you mean 'bet-flow'?",
        ),
        ("{target: bets,", "{target: bet,", "groups.bet-flow[0].target: no target 'bet'"),
        ("{target: bets, shards", "{target: bets, write", "'bets' has no dimension 'write'"),
        ("shards: 0.0004", "shards: 0", "groups.bet-flow[0].shards: got 0"),
        ("shards: 0.0004", "shards: lots", "a number, such as 2 or 0.5"),
        ("{target: bets, shards", "{shards", "groups.bet-flow[0].target: missing, but required"),
        ("bet-flow: 45000", "bet-flow: -1", "profiles.final.groups.bet-flow"),
        ("bet-flow: 45000", "bet-flow: 0.5", "a whole number"),
        ("    - {target: slips, write: 1}", "    []", "groups.sign-ups"),
    ],
)
def test_a_wrong_group_names_what_is_accepted(
    loaded: Loaded, written: str, instead: str, said: str
) -> None:
    assert written in CALENDAR
    with pytest.raises(ConfigError) as found:
        loaded(CALENDAR.replace(written, instead))
    assert said in str(found.value)


def test_a_demand_above_max_is_refused_as_any_other(loaded: Loaded) -> None:
    with pytest.raises(ConfigError, match="max"):
        loaded(CALENDAR.replace("bet-flow: 45000", "bet-flow: 2000000"))
