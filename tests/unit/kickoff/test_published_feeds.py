"""Feeds as publishers write them: odd lines, encodings, zones, versions of one entry."""

from pathlib import Path

import pytest

from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, fixtures, kickoffs

_IMPORT = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"
_DAY = ("2026-12-05", "2026-12-06")
_YEAR = ("2026-01-01", "2027-01-01")


def _feed(*lines: str, end: str = "\r\n") -> str:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:club", *lines, "END:VCALENDAR", ""]
    return end.join(whole)


def _entry(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", *lines, "END:VEVENT"]


_MATCH = _entry("UID:1", "SUMMARY:Leeds v Derby", "DTSTART:20261205T150000Z")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_all_line_ends_are_read(tmp_path: Path, loaded: Loaded, end: str) -> None:
    (tmp_path / "league.ics").write_bytes(_feed(*_MATCH, end=end).encode())
    assert kickoffs(loaded(_IMPORT), *_DAY) == ["2026-12-05 15:00"]


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"),
        *("utf-32", "utf-32-le", "utf-32-be"),
    ],
)
def test_all_encodings_are_read(tmp_path: Path, loaded: Loaded, encoding: str) -> None:
    entry = _entry("UID:1", "SUMMARY:Köln v Málaga", "DTSTART:20261205T150000Z")
    (tmp_path / "league.ics").write_bytes(_feed(*entry).encode(encoding))
    (fixture,) = fixtures(loaded(_IMPORT), *_DAY)
    assert fixture.name == "Köln v Málaga"


def test_trailing_blanks_and_folded_lines_are_read(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry("UID:1 ", "SUMMARY:Leeds v ", " Derby", "DTSTART:20261205T1500", "\t00Z  ")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    (fixture,) = fixtures(loaded(_IMPORT), *_DAY)
    assert (fixture.name, fixture.kickoff.hour) == ("Leeds v Derby", 15)


@pytest.mark.parametrize(
    "line", ["GEO:;", "CREATED:00001231T000000Z", "garbage", "X;Y:1", "ATTACH;VALUE=BINARY:%%%"]
)
def test_unused_lines_may_be_anything(tmp_path: Path, loaded: Loaded, line: str) -> None:
    entry = _entry("UID:1", "SUMMARY:a", line, "DTSTART:20261205T150000Z")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    calendar = loaded(_IMPORT)
    assert kickoffs(calendar, *_DAY) == ["2026-12-05 15:00"]
    assert calendar.feed_problems == ()


@pytest.mark.parametrize(
    "start",
    [
        "2026-12-05T15:00:00Z",
        "20261205T150000+0000",
        "2026-12-05T16:00:00+01:00",
        "20261205T1500Z",
        "2026-12-05T15:00:00.000Z",
        "2026-12-05 15:00",
    ],
)
def test_times_as_other_programs_write_them_are_read(
    tmp_path: Path, loaded: Loaded, start: str
) -> None:
    entry = _entry("UID:1", "SUMMARY:a", f"DTSTART:{start}")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    assert kickoffs(loaded(_IMPORT), *_DAY) == ["2026-12-05 15:00"]


def test_a_rule_may_have_parts_of_its_publisher(tmp_path: Path, loaded: Loaded) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=2;X-CLUB=home"
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART:20261205T150000Z", rule)
    (tmp_path / "league.ics").write_text(_feed(*entry))
    assert kickoffs(loaded(_IMPORT), *_YEAR) == ["2026-12-05 15:00", "2026-12-06 15:00"]


def test_the_name_of_a_zone_may_have_other_capitals_than_its_definition(
    tmp_path: Path, loaded: Loaded
) -> None:
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART;TZID=ground:20261205T150000")
    (tmp_path / "league.ics").write_text(_feed(*_zone("GROUND", "-0500"), *entry))
    assert kickoffs(loaded(_IMPORT), *_DAY) == ["2026-12-05 20:00"]


def test_a_line_may_be_folded_inside_its_name(tmp_path: Path, loaded: Loaded) -> None:
    text = _feed(*_MATCH).replace("DTSTART", "DTST\r\n ART")
    (tmp_path / "league.ics").write_bytes(text.encode())
    assert kickoffs(loaded(_IMPORT), *_DAY) == ["2026-12-05 15:00"]


def _zone(name: str, offset: str) -> list[str]:
    change = f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}"
    standard = ["BEGIN:STANDARD", "DTSTART:19700101T000000", *change, "END:STANDARD"]
    return ["BEGIN:VTIMEZONE", f"TZID:{name}", *standard, "END:VTIMEZONE"]


def test_two_feeds_define_one_zone_name_differently(tmp_path: Path, loaded: Loaded) -> None:
    for name, offset in (("east", "+0500"), ("west", "-0500")):
        start = "DTSTART;TZID=Ground Time:20261205T150000"
        text = _feed(*_zone("Ground Time", offset), *_entry("UID:1", f"SUMMARY:{name}", start))
        (tmp_path / f"{name}.ics").write_text(text)
    lines = "calendars: [{ics: east.ics, profile: league-match}, {ics: west.ics, profile: P}]\n"
    calendar = loaded(BASE + lines.replace("P}", "league-match}"))
    assert {each.name: each.kickoff.hour for each in fixtures(calendar, *_DAY)} == {
        "east": 10,
        "west": 20,
    }


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("W. Europe Standard Time", 14),
        ("/example.org/20110101/Europe/Berlin", 14),
        ("America/New_York", 20),
        ("america/new_york", 20),
        ("America/New York", 20),
        ("America/New_York ", 20),
        ("tzone://Microsoft/Utc", 15),
        ("Z", 15),
    ],
)
def test_zones_by_other_names(tmp_path: Path, loaded: Loaded, zone: str, hour: int) -> None:
    entry = _entry("UID:1", "SUMMARY:a", f"DTSTART;TZID={zone}:20261205T150000")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    assert kickoffs(loaded(_IMPORT), *_DAY) == [f"2026-12-05 {hour}:00"]


def test_the_calendar_maps_a_zone_of_the_feed(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART;TZID=Central:20261205T150000")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    assert loaded(_IMPORT).feed_problems[0].message.startswith("the zone 'Central' is not known")
    mapped = _IMPORT.replace("profile:", "zones: {Central: America/Chicago}, profile:")
    assert kickoffs(loaded(mapped), *_DAY) == ["2026-12-05 21:00"]


def test_a_source_has_a_zone_for_times_without_one(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART:20261205T150000")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    here = _IMPORT.replace("profile:", "timezone: Asia/Tokyo, profile:")
    assert kickoffs(loaded(here), *_DAY) == ["2026-12-05 06:00"]


def test_entries_with_one_uid_are_separate_fixtures(tmp_path: Path, loaded: Loaded) -> None:
    days = [_entry("UID:x", f"SUMMARY:m{d}", f"DTSTART:202612{d}T150000Z") for d in ("05", "12")]
    (tmp_path / "league.ics").write_text(_feed(*days[0], *days[1]))
    assert kickoffs(loaded(_IMPORT), *_YEAR) == ["2026-12-05 15:00", "2026-12-12 15:00"]


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        (["SEQUENCE:2"], ["SEQUENCE:1", "DTSTAMP:20261201T000000Z"]),
        (["DTSTAMP:20261102T000000Z"], ["DTSTAMP:20261101T000000Z"]),
    ],
)
@pytest.mark.parametrize("newer_first", [True, False])
def test_the_newest_version_of_an_entry_counts(
    tmp_path: Path, loaded: Loaded, newer: list[str], older: list[str], *, newer_first: bool
) -> None:
    moved = _entry("UID:1", "SUMMARY:a", "DTSTART:20261206T150000Z", *newer)
    first = _entry("UID:1", "SUMMARY:a", "DTSTART:20261205T150000Z", *older)
    both = (*moved, *first) if newer_first else (*first, *moved)
    (tmp_path / "league.ics").write_text(_feed(*both))
    calendar = loaded(_IMPORT)
    assert kickoffs(calendar, *_YEAR) == ["2026-12-06 15:00"]
    assert "is replaced by line" in calendar.notes[0]


def test_a_cancelled_entry_is_called_off(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART:20261205T150000Z", "STATUS:CANCELLED")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    assert {each.name for each in loaded(_IMPORT).called_off} == {"a"}


def test_an_all_day_entry_can_hold_its_level_for_the_day(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry("UID:1", "SUMMARY:TBC", "DTSTART;VALUE=DATE:20260705")
    (tmp_path / "league.ics").write_text(_feed(*entry))
    held = _IMPORT.replace("profile:", "all_day: hold, profile:")
    (fixture,) = fixtures(loaded(held), *_YEAR)
    assert f"{fixture.kickoff:%d %H:%M} {fixture.end:%d %H:%M}" == "04 23:00 05 23:00"


def test_a_following_occurrence_can_be_moved_with_those_after_it(
    tmp_path: Path, loaded: Loaded
) -> None:
    master = _entry("UID:1", "SUMMARY:a", "DTSTART:20261201T150000Z", "RRULE:FREQ=DAILY;COUNT=4")
    later = _entry(
        "UID:1",
        "SUMMARY:b",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T150000Z",
        "DTSTART:20261203T180000Z",
    )
    (tmp_path / "league.ics").write_text(_feed(*master, *later))
    found = [(f.name, f"{f.kickoff:%d %H}") for f in fixtures(loaded(_IMPORT), *_YEAR)]
    assert found == [("a", "01 15"), ("a", "02 15"), ("b", "03 18"), ("b", "04 18")]


def test_a_rule_of_utc_times_follows_the_clock_of_the_feed(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART:20261020T180000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    (tmp_path / "league.ics").write_text(_feed("X-WR-TIMEZONE:Europe/London", *entry))
    assert kickoffs(loaded(_IMPORT), *_YEAR) == ["2026-10-20 18:00", "2026-10-27 19:00"]


@pytest.mark.parametrize("until", ["20261027T190000Z", "20261027", "20261027T190000"])
def test_a_rule_ends_with_its_last_time_included(
    tmp_path: Path, loaded: Loaded, until: str
) -> None:
    entry = _entry(
        "UID:1",
        "SUMMARY:a",
        "DTSTART;TZID=Europe/London:20261013T190000",
        f"RRULE:FREQ=WEEKLY;UNTIL={until}",
    )
    (tmp_path / "league.ics").write_text(_feed(*entry))
    assert len(kickoffs(loaded(_IMPORT), *_YEAR)) == 3


def test_further_dates_are_fixtures(tmp_path: Path, loaded: Loaded) -> None:
    entry = _entry(
        "UID:1", "SUMMARY:a", "DTSTART:20261201T150000Z", "RDATE:20261203T180000Z,20261204T150000Z"
    )
    (tmp_path / "league.ics").write_text(_feed(*entry))
    found = kickoffs(loaded(_IMPORT), *_YEAR)
    assert found == ["2026-12-01 15:00", "2026-12-03 18:00", "2026-12-04 15:00"]


def test_alarms_of_an_entry_do_not_change_it(tmp_path: Path, loaded: Loaded) -> None:
    alarm = ["BEGIN:VALARM", "SUMMARY:soon", "DURATION:PT5M", "END:VALARM"]
    entry = _entry("UID:1", "SUMMARY:a", "DTSTART:20261205T150000Z", *alarm)
    (tmp_path / "league.ics").write_text(_feed(*entry))
    (fixture,) = fixtures(loaded(_IMPORT), *_DAY)
    assert fixture.name == "a"


def test_a_fixture_names_its_line_in_the_feed(tmp_path: Path, loaded: Loaded) -> None:
    (tmp_path / "league.ics").write_text(_feed(*_MATCH))
    (fixture,) = fixtures(loaded(_IMPORT), *_DAY)
    assert (fixture.source, fixture.origin) == ("league.ics line 4", ("calendars", 0))
