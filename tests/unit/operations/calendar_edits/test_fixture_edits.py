"""Fixtures are added, moved, cancelled and boosted in a calendar's text."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kickoff import calendar as calendars
from kickoff.timeline import Key
from operations.calendar_edits import fixture_edits
from operations.calendar_edits.fixture_edits import CalendarText, FixtureEdit
from operations.calendar_edits.yaml_text import EditError
from tests.unit.kickoff.files import BASE

NOW = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)
FEED = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Cup final\r\nDTSTART:20261206T150000Z\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
FIXTURES = """\
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: league-match}
  - {name: Hull v Stoke, kickoff: 2026-12-05 15:00, profile: league-match, status: postponed}
  - {name: Luton v Bury, kickoff: 2026-12-01 15:00, profile: league-match}
  - {name: Luton v Bury, kickoff: 2026-12-08 15:00, profile: league-match}
  - {name: Luton v Bury, kickoff: 2026-12-09 15:00, profile: league-match}
"""
RULES = """\
recurring:
  - {name: Friday boost, cron: "0 18 * * FRI", profile: league-match, until: 2026-12-20}
calendars:
  - {ics: cup.ics, profile: league-match}
"""


def opened(text: str, now: datetime = NOW) -> CalendarText:
    """Return a calendar with a feed, at an instant."""

    def read(location: str, most: int) -> bytes:  # noqa: ARG001 (the interface of a reader)
        return {"config.yaml": text, "cup.ics": FEED}[location].encode()

    return CalendarText(text, calendars.load("config.yaml", read), now)


def add(when: str, name: str = "Derby v Bury", now: datetime = NOW) -> FixtureEdit:
    calendar = opened(BASE + FIXTURES + RULES, now)
    return fixture_edits.add(calendar, name, when, profile="league-match", scale=1, lasts=None)


def move(name: str, when: str, on: str | None = None) -> FixtureEdit:
    return fixture_edits.move(opened(BASE + FIXTURES + RULES), name, when, on)


def cancel(name: str, on: str | None = None) -> FixtureEdit:
    return fixture_edits.cancel(opened(BASE + FIXTURES + RULES), name, on)


@pytest.mark.parametrize(
    ("when", "written"),
    [
        ("19:45", "2026-12-05 19:45"),
        ("9:45", "2026-12-05 09:45"),
        ("2026-12-06T19:45", "2026-12-06 19:45"),
        ("2026-12-06 19:45Z", "2026-12-06 19:45Z"),
    ],
)
def test_a_kick_off_without_a_date_is_today(when: str, written: str) -> None:
    assert f"{{name: Derby v Bury, kickoff: {written}, profile: league-match}}" in add(when).text


def test_today_is_the_day_of_the_calendars_zone() -> None:
    after_midnight_in_london = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert "kickoff: 2026-07-02 00:45" in add("00:45", now=after_midnight_in_london).text


@pytest.mark.parametrize("when", ["25:00", "tonight", "2026-02-30 15:00", "19.45"])
def test_another_text_is_no_kick_off(when: str) -> None:
    with pytest.raises(EditError, match="is not a kick-off; write 19:45"):
        add(when)


def test_the_same_fixture_is_not_added_twice() -> None:
    with pytest.raises(EditError, match="Leeds v Derby at 2026-12-05 12:30Z is in the calendar"):
        add("2026-12-05 12:30Z", "leeds v derby")


def test_a_postponed_fixture_is_moved_and_not_added_again() -> None:
    with pytest.raises(EditError, match="kickoff move 'Hull v Stoke' '2026-12-09 19:45'"):
        add("2026-12-09 19:45", "Hull v Stoke")
    moved = move("Hull v Stoke", "2026-12-09 19:45").text
    assert "kickoff: 2026-12-09 19:45, profile: league-match, status: scheduled}" in moved


def test_a_time_without_a_date_moves_a_fixture_within_its_day() -> None:
    edit = move("luton v bury", "16:00", on="2026-12-08")
    assert edit.summary == "move Luton v Bury from 2026-12-08 15:00 to 2026-12-08 16:00"
    assert edit.origin == ("fixtures", 3)


def test_a_name_of_two_coming_fixtures_needs_the_day() -> None:
    with pytest.raises(EditError, match=r"'2026-12-08 15:00', '2026-12-09 15:00'; give --on"):
        cancel("Luton v Bury")
    assert "2026-12-09 15:00, profile: league-match, status: cancelled" in (
        cancel("Luton v Bury", on="2026-12-09").text
    )


def test_one_day_of_a_rule_is_left_out() -> None:
    assert "until: 2026-12-20, except: [2026-12-11]}" in cancel("Friday boost", "2026-12-11").text


def test_a_fixture_of_a_rule_is_not_moved_and_the_answer_has_the_commands() -> None:
    with pytest.raises(EditError, match="kickoff cancel 'Friday boost' --on 2026-12-11, then"):
        move("Friday boost", "19:00", on="2026-12-11")


@pytest.mark.parametrize("change", [cancel, lambda name: move(name, "16:00")])
def test_a_fixture_of_a_feed_is_left_to_its_publisher(
    change: Callable[[str], FixtureEdit],
) -> None:
    with pytest.raises(EditError, match=r"Cup final comes from a feed \(cup.ics line 2\)"):
        change("Cup final")


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(EditError, match="no coming fixture 'Leeds v Darby'; did you mean 'Leeds"):
        cancel("Leeds v Darby")


def test_a_boost_of_an_index_has_its_own_entry() -> None:
    calendar = opened(BASE)
    key = Key("prices", "by-fixture.write")
    edit = fixture_edits.boost(calendar, key, level=900, lasts="30m")
    level = "{prices: {indexes: {by-fixture: {write: 900}}}}"
    assert f"kickoff: 2026-12-05 11:00, lasts: 30m, level: {level}}}" in edit.text


def test_a_boost_in_the_hour_that_repeats_is_written_in_utc() -> None:
    repeated = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    edit = fixture_edits.boost(
        opened(BASE, repeated), Key("prices", "read"), level=900, lasts="30m"
    )
    assert "kickoff: 2026-10-25 01:30Z" in edit.text
    assert opened(edit.text).calendar.levels(repeated)[Key("prices", "read")].value == 900


def test_a_boost_below_the_level_of_its_whole_time_is_refused() -> None:
    during = datetime(2026, 12, 5, 12, 30, tzinfo=UTC)
    calendar = opened(BASE + FIXTURES + RULES, during)
    read = Key("prices", "read")
    with pytest.raises(EditError, match="is at 1,200 or more for the next 1h already"):
        fixture_edits.boost(calendar, read, level=1200, lasts="1h")
    assert fixture_edits.boost(calendar, read, level=1200, lasts="6h").text
