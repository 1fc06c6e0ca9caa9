"""Clock changes: kick-offs that do not exist or exist twice, and rules across the change.

Europe/London springs forward on 2026-03-29 01:00 and falls back on 2026-10-25 02:00;
America/New_York on 2026-03-08 02:00 and 2026-11-01 02:00; Australia/Lord_Howe, by half an hour,
falls back on 2026-04-05 02:00 and springs forward on 2026-10-04 02:00.
"""

import pytest

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, kickoffs, utc

_GAPS = [
    ("Europe/London", "2026-03-29 01:30"),
    ("Europe/London", "2026-03-29 01:00"),
    ("America/New_York", "2026-03-08 02:59"),
    ("Australia/Lord_Howe", "2026-10-04 02:15"),
]
_FOLDS = [
    ("Europe/London", "2026-10-25 01:30"),
    ("America/New_York", "2026-11-01 01:00"),
    ("Australia/Lord_Howe", "2026-04-05 01:45"),
]


def _dated(zone: str, local: str, more: str = "") -> str:
    line = f"{{name: night, kickoff: {local}, profile: league-match{more}}}"
    return f"{BASE}fixtures: [{line}]\n".replace("Europe/London", zone)


def _daily(zone: str, cron: str) -> str:
    line = f"{{name: night, cron: {cron!r}, profile: league-match}}"
    return f"{BASE}recurring: [{line}]\n".replace("Europe/London", zone)


@pytest.mark.parametrize(("zone", "local"), _GAPS)
def test_a_kickoff_that_does_not_exist_is_reported_with_its_line(
    refused: Refused, zone: str, local: str
) -> None:
    (problem,) = refused(_dated(zone, local))
    assert problem.line == len(BASE.splitlines()) + 1
    assert problem.path == ("fixtures", 0, "kickoff")
    assert f"{local} does not exist" in problem.message
    assert zone in problem.message


@pytest.mark.parametrize(("zone", "local"), _FOLDS)
def test_a_kickoff_that_exists_twice_is_reported_with_its_line_and_fold(
    refused: Refused, zone: str, local: str
) -> None:
    (problem,) = refused(_dated(zone, local))
    assert problem.line == len(BASE.splitlines()) + 1
    assert f"{local} exists twice" in problem.message
    assert "fold: 0" in problem.message
    assert "fold: 1" in problem.message


@pytest.mark.parametrize(
    ("zone", "local", "first", "second"),
    [
        (*_FOLDS[0], "2026-10-25 00:30", "2026-10-25 01:30"),
        (*_FOLDS[1], "2026-11-01 05:00", "2026-11-01 06:00"),
        (*_FOLDS[2], "2026-04-04 14:45", "2026-04-04 15:15"),
    ],
)
def test_fold_selects_one_of_two_instants(
    loaded: Loaded, zone: str, local: str, first: str, second: str
) -> None:
    for fold, instant in enumerate((first, second)):
        calendar = loaded(_dated(zone, local, f", fold: {fold}"))
        assert kickoffs(calendar, "2026-01-01", "2027-01-01") == [instant]


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/London", "2026-03-29 00:59", "2026-03-29 00:59"),
        ("Europe/London", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/London", "2026-10-25 00:59", "2026-10-24 23:59"),
        ("Europe/London", "2026-10-25 02:00", "2026-10-25 02:00"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 00:59", "2026-11-01 04:59"),
        ("Australia/Lord_Howe", "2026-10-04 02:30", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:29", "2026-04-04 14:29"),
        ("Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-04 15:30"),
    ],
)
def test_the_minutes_around_a_clock_change_are_accepted(
    loaded: Loaded, zone: str, local: str, instant: str
) -> None:
    assert kickoffs(loaded(_dated(zone, local)), "2026-01-01", "2027-01-01") == [instant]


def test_an_offset_needs_no_fold(loaded: Loaded) -> None:
    calendar = loaded(_dated("Europe/London", "2026-10-25T01:30+00:00"))
    assert kickoffs(calendar, "2026-10-01", "2026-11-01") == ["2026-10-25 01:30"]


def test_a_clock_change_does_not_change_the_length_of_a_window(loaded: Loaded) -> None:
    calendar = loaded(_dated("Europe/London", "2026-03-29 00:30"))
    (fixture,) = calendar.fixtures(utc("2026-03-29"), utc("2026-03-30"))
    assert fixture.closes - fixture.opens == utc("2026-03-29 02:50") - utc("2026-03-29")


@pytest.mark.parametrize(
    ("zone", "cron", "span", "instants"),
    [
        # A time that does not exist is skipped.
        (
            "Europe/London",
            "30 1 * * *",
            ("2026-03-28 04:00", "2026-03-30 04:00"),
            ["2026-03-30 00:30"],
        ),
        (
            "America/New_York",
            "30 2 * * *",
            ("2026-03-08", "2026-03-09 12:00"),
            ["2026-03-09 06:30"],
        ),
        (
            "Australia/Lord_Howe",
            "15 2 * * *",
            ("2026-10-03 06:00", "2026-10-04 17:00"),
            ["2026-10-04 15:15"],
        ),
        # A time that repeats fires once, the first time.
        ("Europe/London", "30 1 * * *", ("2026-10-25", "2026-10-26"), ["2026-10-25 00:30"]),
        ("America/New_York", "30 1 * * *", ("2026-11-01", "2026-11-02"), ["2026-11-01 05:30"]),
        (
            "Australia/Lord_Howe",
            "45 1 * * *",
            ("2026-04-04 10:00", "2026-04-05 10:00"),
            ["2026-04-04 14:45"],
        ),
        # Other times keep their local time.
        (
            "Europe/London",
            "0 20 * * *",
            ("2026-03-28 12:00", "2026-03-30"),
            ["2026-03-28 20:00", "2026-03-29 19:00"],
        ),
        (
            "Europe/London",
            "0 20 * * *",
            ("2026-10-24 12:00", "2026-10-26"),
            ["2026-10-24 19:00", "2026-10-25 20:00"],
        ),
    ],
)
def test_a_recurring_rule_follows_the_schedulers_convention(
    loaded: Loaded, zone: str, cron: str, span: tuple[str, str], instants: list[str]
) -> None:
    start, end = (utc(moment) for moment in span)
    found = [each.kickoff for each in loaded(_daily(zone, cron)).fixtures(start, end)]
    assert [f"{each:%Y-%m-%d %H:%M}" for each in found if start <= each < end] == instants
