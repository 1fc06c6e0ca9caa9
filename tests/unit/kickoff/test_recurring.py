"""Recurring rules; their days are days of the calendar's zone."""

from decimal import Decimal

import pytest

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, READ, fixtures, kickoffs, utc


def _rule(cron: str, more: str = "") -> str:
    return f"{BASE}recurring: [{{name: night, cron: {cron!r}, profile: league-match{more}}}]\n"


_NIGHTS = "0 20 * * TUE,WED"


def test_a_rule_makes_one_fixture_for_each_date(loaded: Loaded) -> None:
    nights = ["2026-12-01 20:00", "2026-12-02 20:00", "2026-12-08 20:00"]
    assert kickoffs(loaded(_rule(_NIGHTS)), "2026-12-01", "2026-12-09") == nights


def test_fixtures_of_a_rule_raise_levels_in_their_windows(loaded: Loaded) -> None:
    calendar = loaded(_rule(_NIGHTS))
    assert calendar.levels(utc("2026-12-01 19:39"))[READ].value == 50
    level = calendar.levels(utc("2026-12-01 19:40"))[READ]
    assert (level.value, level.because[0].name) == (1200, "night")


def test_the_days_of_from_and_until_are_included(loaded: Loaded) -> None:
    calendar = loaded(_rule("0 20 * * *", ", from: 2026-12-02, until: 2026-12-04"))
    nights = ["2026-12-02 20:00", "2026-12-03 20:00", "2026-12-04 20:00"]
    assert kickoffs(calendar, "2026-01-01", "2028-01-01") == nights


def test_except_removes_days(loaded: Loaded) -> None:
    text = _rule(
        "0 20 * * *", ", from: 2026-12-22, until: 2026-12-25, except: [2026-12-23, 2026-12-25]"
    )
    nights = ["2026-12-22 20:00", "2026-12-24 20:00"]
    assert kickoffs(loaded(text), "2026-01-01", "2028-01-01") == nights


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_are_local_days_in_zones_far_from_utc(loaded: Loaded, zone: str) -> None:
    text = _rule("30 0 * * *", ", from: 2026-12-02, until: 2026-12-02")
    (found,) = fixtures(loaded(text.replace("Europe/London", zone)), "2026-11-01", "2027-01-01")
    calendar = loaded(text.replace("Europe/London", zone))
    assert f"{found.kickoff.astimezone(calendar.zone):%Y-%m-%d %H:%M}" == "2026-12-02 00:30"


def test_a_window_of_the_day_before_is_in_effect_after_midnight(loaded: Loaded) -> None:
    calendar = loaded(_rule("30 23 * * *"))
    assert calendar.levels(utc("2026-12-05 01:59"))[READ].value == 1200
    assert calendar.levels(utc("2026-12-05 02:00"))[READ].value == 50


def test_a_window_can_open_before_midnight_of_its_day(loaded: Loaded) -> None:
    calendar = loaded(_rule("5 0 * * *"))
    assert calendar.levels(utc("2026-12-04 23:45"))[READ].value == 1200
    assert calendar.levels(utc("2026-12-04 23:44"))[READ].value == 50


def test_a_rule_can_have_its_own_scale_and_length(loaded: Loaded) -> None:
    (found,) = fixtures(
        loaded(_rule(_NIGHTS, ", scale: 0.5, lasts: 3h")), "2026-12-01", "2026-12-02"
    )
    assert (found.scale, found.end) == (Decimal("0.5"), utc("2026-12-01 23:00"))


def test_a_rule_of_29_february_fires_every_fourth_year(loaded: Loaded) -> None:
    calendar = loaded(_rule("0 12 29 2 *"))
    assert kickoffs(calendar, "2026-01-01", "2030-01-01") == ["2028-02-29 12:00"]


@pytest.mark.parametrize(
    ("cron", "more", "message"),
    [
        ("0 0 30 2 *", "", "ever fires"),
        ("0 0 31 4,6 *", "", "ever fires"),
        ("0 20 * * TUE", ", from: 2026-12-02, until: 2026-12-05", "never fires between"),
        (
            "0 20 2 12 *",
            ", from: 2026-12-02, until: 2026-12-02, except: [2026-12-02]",
            "never fires",
        ),
        ("*/30 * * * *", "", "more than 24 times a day"),
        ("0 20 * *", "", "five cron fields"),
        ("0 0 20 * * *", "", "five cron fields"),
        ("0 25 * * *", "", "five cron fields"),
        ("0 20 * * FRIDAY", "", "five cron fields"),
        ("@daily", "", "five cron fields"),
        ("H 20 * * *", "", "five cron fields"),
        ("0-999999999 20 * * *", "", "five cron fields"),
        ("0," * 100_000 + "0 20 * * *", "", "five cron fields"),
    ],
)
def test_a_rule_that_never_fires_or_too_often_is_refused(
    refused: Refused, cron: str, more: str, message: str
) -> None:
    (problem,) = refused(_rule(cron, more))
    assert problem.path == ("recurring", 0, "cron")
    assert message in problem.message


def test_until_before_from_is_refused(refused: Refused) -> None:
    (problem,) = refused(_rule(_NIGHTS, ", from: 2026-12-02, until: 2026-12-01"))
    assert problem.path == ("recurring", 0)
    assert "until 2026-12-01; accepted: on or after from (2026-12-02)" in problem.message
