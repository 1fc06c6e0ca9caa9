"""A day of the calendar: baselines of 50, 20 and 20 units, 1,200, 400 and 400 for 2 h 50 min."""

import re
from pathlib import Path

import pytest

from kickoff.config import Calendar, ConfigError, load
from kickoff.config.caps import Caps
from kickoff.source import Source
from tests.unit.kickoff.files import BASE, utc

MATCH = "- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}\n"
# 24 h of baselines, and 2 h 50 min of what the match asks above them.
DOLLARS = 24 * (50 * 0.00013 + 40 * 0.00065) + (17 / 6) * (1150 * 0.00013 + 760 * 0.00065)


@pytest.fixture
def calendar(tmp_path: Path) -> Calendar:
    path = tmp_path / "config.yaml"
    path.write_text(f"{BASE}fixtures:\n{MATCH}")
    return load(path)


def test_what_is_under_the_caps_passes(calendar: Calendar) -> None:
    Caps(2_000, DOLLARS + 0.01).check(calendar, "config.yaml")
    Caps().check(calendar, "config.yaml")


def test_more_units_at_once_than_the_stack_allows_are_refused(calendar: Calendar) -> None:
    with pytest.raises(ConfigError) as refused:
        Caps(units=1_999).check(calendar, "config.yaml")
    assert "asked for 2,000 capacity units at 2026-12-05 12:10Z; accepted: 1,999" in str(
        refused.value
    )


def test_a_dearer_day_than_the_stack_allows_is_refused(calendar: Calendar) -> None:
    with pytest.raises(ConfigError) as refused:
        Caps(dollars_a_day=DOLLARS - 0.01).check(calendar, "config.yaml")
    assert f"would cost {DOLLARS:.2f} dollars on 2026-12-05" in str(refused.value)


def test_two_caps_passed_are_two_problems(calendar: Calendar) -> None:
    with pytest.raises(ConfigError) as refused:
        Caps(1, 0.01).check(calendar, "config.yaml")
    assert len(refused.value.problems) == 2


def test_a_calendar_beyond_a_cap_leaves_the_last_good_one_in_force(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"{BASE}fixtures:\n{MATCH}")
    source = Source(str(path), caps=Caps(units=2_000))
    good = source.read(utc("2026-12-01 00:00"))
    path.write_text(f"{BASE}fixtures:\n{MATCH}{re.sub('Leeds', 'Hull', MATCH)}")
    reading = source.read(utc("2026-12-01 00:01"))
    assert reading.calendar is good.calendar
    assert reading.broken is not None


def test_caps_come_from_the_environment_and_empty_ones_cap_nothing() -> None:
    named = Caps.named({"KICKOFF_MOST_UNITS": "9000", "KICKOFF_MOST_DOLLARS_A_DAY": "12.5"})
    assert named == Caps(9_000, 12.5)
    assert Caps.named({"KICKOFF_MOST_UNITS": ""}) == Caps()
