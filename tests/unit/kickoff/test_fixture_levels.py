"""A fixture with `level` sets a least level: it is not added to the demand of others."""

import pytest

from kickoff.forecast.examples import examples
from kickoff.forecast.forecast_calendar import with_minimums
from kickoff.timeline import Combine
from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, READ, WRITE, fixtures, shape, utc

MATCH = "- {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}\n"
BOOST = "- {name: boost, kickoff: 2026-12-05 13:00, lasts: 30m, level: {prices: {read: %d}}}\n"
DURING = ("2026-12-05 12:30", "2026-12-05 14:00")


@pytest.mark.parametrize("combine", list(Combine))
def test_the_level_is_reached_and_not_added(loaded: Loaded, combine: Combine) -> None:
    base = BASE.replace("table: prices", f"table: prices\n    combine: {combine}")
    calendar = loaded(f"{base}fixtures:\n{MATCH}{BOOST % 3000}")
    assert shape(calendar, READ, *DURING) == [
        ("05 12:30", 1200),
        ("05 13:00", 3000),
        ("05 13:30", 1200),
    ]
    assert calendar.levels(utc("2026-12-05 13:00"))[READ].because[0].name == "boost"


def test_a_demand_above_the_level_stays(loaded: Loaded) -> None:
    calendar = loaded(f"{BASE}fixtures:\n{MATCH}{BOOST % 900}")
    assert shape(calendar, READ, *DURING) == [("05 12:30", 1200)]


def test_two_levels_are_not_added(loaded: Loaded) -> None:
    calendar = loaded(f"{BASE}fixtures:\n{BOOST % 900}{BOOST % 1500}")
    assert calendar.levels(utc("2026-12-05 13:10"))[READ].value == 1500


def test_other_dimensions_keep_their_level(loaded: Loaded) -> None:
    calendar = loaded(f"{BASE}fixtures:\n{BOOST % 900}")
    assert calendar.levels(utc("2026-12-05 13:10"))[WRITE].value == 20


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (BOOST % 9000, "boost needs 9000 of prices.read at 2026-12-05 13:00Z, where its max is"),
        (
            BOOST.replace("prices", "price") % 900,
            "fixtures[0].level.price: no target 'price'; did you mean 'prices'?",
        ),
        (BOOST.replace("read", "warm") % 9, "'prices' has no dimension 'warm'"),
        (BOOST.replace(" lasts: 30m,", "") % 900, "no length; set lasts here"),
        (BOOST.replace("level", "profile: league-match, level") % 9, "either profile or level"),
        (
            "- {name: x, kickoff: 2026-12-05 13:00}\n",
            "either profile or level",
        ),
    ],
)
def test_a_wrong_level_is_an_error_with_its_place(
    refused: Refused, entry: str, problem: str
) -> None:
    problems = refused(f"{BASE}fixtures:\n{entry}")
    assert any(problem in str(each) for each in problems)


def test_a_learned_level_is_never_below_a_level_that_is_set(loaded: Loaded) -> None:
    calendar = loaded(f"{BASE}fixtures:\n{MATCH}{BOOST % 3000}")
    now, before = utc("2026-12-05 13:10"), utc("2026-12-05 13:09")
    learned = with_minimums(calendar, now, {READ: 100}, {READ: 100})
    assert (learned.levels(now)[READ].value, learned.levels(before)[READ].value) == (3000, 3000)
    over = utc("2026-12-05 13:45")
    assert with_minimums(calendar, over, {READ: 100}, {}).levels(over)[READ].value == 100


def test_nothing_is_learned_from_a_level(loaded: Loaded) -> None:
    calendar = loaded(f"{BASE}fixtures:\n{MATCH}{BOOST % 3000}")
    found = examples(fixtures(calendar, "2026-12-05 00:00", "2026-12-06 00:00"), READ)
    assert [each.profile for each in found] == ["league-match"]
