"""The choice of a fixture: the next one, an open one, or one by its name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kickoff.calendar import Calendar, load
from operations.fixture_choice import FixtureChoiceError, choose_fixture
from tests.unit.kickoff.files import BASE, utc

FIXTURES = """\
fixtures:
- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}
- {name: Hull v Stoke, kickoff: 2026-12-05 15:00, profile: league-match}
- {name: Luton v Bury, kickoff: 2026-12-05 15:00, profile: league-match}
- {name: Leeds v Derby, kickoff: 2026-12-12 15:00, profile: league-match}
- {name: Cup final, kickoff: 2026-12-13 15:00, profile: league-match, status: postponed}
"""
BOOST = """\
- {name: boost prices.read, kickoff: 2026-12-05 11:00, lasts: 2h, level: {prices: {read: 900}}}
"""
Choose = Callable[..., str]


def calendar(folder: Path, more: str = "") -> Calendar:
    path = folder / "config.yaml"
    path.write_text(BASE + FIXTURES + more)
    return load(path)


@pytest.fixture
def choose(tmp_path: Path) -> Choose:
    """Returns the chosen fixture with its day, and the number of others."""

    def chosen(at: str, name: str | None = None, on: str | None = None, more: str = "") -> str:
        found = choose_fixture(calendar(tmp_path, more), utc(at), name, on)
        return f"{found.fixture.name} {found.fixture.kickoff:%d}, {len(found.others)} more"

    return chosen


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-12-01 03:00", "Leeds v Derby 05, 0 more"),  # the next
        ("2026-12-05 12:20", "Leeds v Derby 05, 0 more"),  # open, before kick-off
        ("2026-12-05 14:00", "Leeds v Derby 05, 0 more"),  # running
        ("2026-12-05 14:50", "Hull v Stoke 05, 1 more"),  # open, while the other runs
        ("2026-12-06 03:00", "Leeds v Derby 12, 0 more"),
    ],
)
def test_without_a_name_the_next_kickoff_is_chosen(choose: Choose, at: str, found: str) -> None:
    assert choose(at) == found


def test_a_boost_is_no_event(choose: Choose) -> None:
    assert choose("2026-12-05 11:10", more=BOOST) == "Leeds v Derby 05, 0 more"


@pytest.mark.parametrize(
    ("name", "on", "found"),
    [
        ("Leeds v Derby", None, "Leeds v Derby 05, 1 more"),
        ("leeds V derby", None, "Leeds v Derby 05, 1 more"),
        ("Leeds v Derby", "2026-12-12", "Leeds v Derby 12, 0 more"),
        ("Leeds v Derby", "2026-12-12T15:00", "Leeds v Derby 12, 0 more"),
        (None, "2026-12-12", "Leeds v Derby 12, 0 more"),
    ],
)
def test_a_name_and_a_day_choose_one(
    choose: Choose, name: str | None, on: str | None, found: str
) -> None:
    assert choose("2026-12-01 03:00", name, on) == found


@pytest.mark.parametrize(
    ("name", "on", "at", "says"),
    [
        ("Leeds v Debry", None, "2026-12-01 03:00", "did you mean 'Leeds v Derby'?"),
        ("Leeds v Derby", "2026-12-06", "2026-12-01 03:00", "it is Sat  5 Dec 12:30, Sat 12 Dec"),
        ("Luton v Bury", None, "2026-12-06 03:00", "is over: it was Sat  5 Dec 15:00"),
        ("Cup final", None, "2026-12-01 03:00", "Cup final is called off in the calendar"),
        (None, None, "2026-12-20 03:00", "no fixture is coming; the last was Leeds v Derby"),
    ],
)
def test_a_fixture_that_is_not_there_says_what_is(
    choose: Choose, name: str | None, on: str | None, at: str, says: str
) -> None:
    with pytest.raises(FixtureChoiceError, match=says.replace("?", r"\?")):
        choose(at, name, on)
