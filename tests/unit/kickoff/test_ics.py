"""Imported calendars (RFC 5545)."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.files import BASE, READ, fixtures, kickoffs, utc

_IMPORT = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"
_OWN_ENDS = _IMPORT.replace("    lasts: 2h\n", "")


def _ics(folder: Path, *lines: str) -> None:
    """Write a file of one entry; a line BEGIN:VEVENT starts another."""
    entries = "\n".join(lines).split("BEGIN:VEVENT\n")
    body = "\n".join(
        f"BEGIN:VEVENT\nUID:{number}\n{entry.strip()}\nEND:VEVENT"
        for number, entry in enumerate(entries)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:league\n{body}\nEND:VCALENDAR\n"
    (folder / "league.ics").write_bytes(text.replace("\n", "\r\n").encode())


def test_an_entry_is_a_fixture_of_its_profile(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:Leeds v Derby", "DTSTART:20261205T123000Z")
    (fixture,) = fixtures(loaded(_IMPORT), "2026-12-05", "2026-12-06")
    assert (fixture.name, fixture.kickoff) == ("Leeds v Derby", utc("2026-12-05 12:30"))
    assert (fixture.opens, fixture.closes) == (utc("2026-12-05 12:10"), utc("2026-12-05 15:00"))


def test_an_entry_raises_its_window(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:Leeds v Derby", "DTSTART:20261205T123000Z")
    calendar = loaded(_IMPORT)
    assert calendar.levels(utc("2026-12-05 12:09"))[READ].value == 50
    assert calendar.levels(utc("2026-12-05 12:10"))[READ].value == 1200


def test_without_lasts_the_end_of_the_entry_counts(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:final", "DTSTART:20261205T120000Z", "DTEND:20261205T153000Z")
    (fixture,) = fixtures(loaded(_OWN_ENDS), "2026-12-05", "2026-12-06")
    assert fixture.end == utc("2026-12-05 15:30")


def test_a_duration_sets_the_end(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:final", "DTSTART:20261205T120000Z", "DURATION:PT90M")
    (fixture,) = fixtures(loaded(_OWN_ENDS), "2026-12-05", "2026-12-06")
    assert fixture.end == utc("2026-12-05 13:30")


def test_lasts_of_the_line_overrides_the_end_of_the_entry(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:final", "DTSTART:20261205T120000Z", "DTEND:20261205T130000Z")
    text = _OWN_ENDS.replace(
        "profile: league-match}", "profile: league-match, lasts: 4h, scale: 2}"
    )
    (fixture,) = fixtures(loaded(text), "2026-12-05", "2026-12-06")
    assert (fixture.end, fixture.scale) == (utc("2026-12-05 16:00"), Decimal(2))


def test_a_recurrence_makes_a_fixture_for_each_occurrence_not_excluded(
    tmp_path: Path, loaded: Loaded
) -> None:
    _ics(
        tmp_path,
        "SUMMARY:night",
        "DTSTART;TZID=Europe/London:20261013T200000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/London:20261020T200000",
    )
    nights = ["2026-10-13 19:00", "2026-10-27 20:00", "2026-11-03 20:00"]
    assert kickoffs(loaded(_IMPORT), "2026-01-01", "2027-01-01") == nights


def test_one_occurrence_can_be_moved_or_cancelled(tmp_path: Path, loaded: Loaded) -> None:
    _ics(
        tmp_path,
        "SUMMARY:night",
        "DTSTART:20261201T200000Z",
        "RRULE:FREQ=DAILY;COUNT=3",
    )
    path = tmp_path / "league.ics"
    changed = (
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID:20261202T200000Z\r\nDTSTART:20261202T213000Z\r\n"
        "SUMMARY:late night\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID:20261203T200000Z\r\nDTSTART:20261203T200000Z\r\n"
        "SUMMARY:night\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    path.write_text(path.read_text().replace("END:VCALENDAR", changed))
    found = fixtures(loaded(_IMPORT), "2026-01-01", "2027-01-01")
    assert [(each.name, each.kickoff) for each in found] == [
        ("night", utc("2026-12-01 20:00")),
        ("late night", utc("2026-12-02 21:30")),
    ]


@pytest.mark.parametrize("status", ["CANCELLED", "Cancelled"])
def test_a_cancelled_entry_has_no_demand(tmp_path: Path, loaded: Loaded, status: str) -> None:
    _ics(tmp_path, "SUMMARY:off", "DTSTART:20261205T123000Z", f"STATUS:{status}")
    assert fixtures(loaded(_IMPORT), "2026-12-05", "2026-12-06") == []


@pytest.mark.parametrize(
    ("start", "instant"),
    [
        ("DTSTART:20260705T123000", "2026-07-05 11:30"),
        ("DTSTART:20260705T123000Z", "2026-07-05 12:30"),
        ("DTSTART;TZID=America/New_York:20260705T123000", "2026-07-05 16:30"),
    ],
)
def test_a_floating_time_uses_the_calendars_zone_and_a_zoned_time_its_own(
    tmp_path: Path, loaded: Loaded, start: str, instant: str
) -> None:
    _ics(tmp_path, "SUMMARY:a", start)
    assert kickoffs(loaded(_IMPORT), "2026-07-01", "2026-08-01") == [instant]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_floating_time_is_found_in_zones_far_from_utc(
    tmp_path: Path, loaded: Loaded, zone: str
) -> None:
    _ics(tmp_path, "SUMMARY:a", "DTSTART:20260705T000000", "RRULE:FREQ=DAILY;COUNT=2")
    calendar = loaded(_IMPORT.replace("Europe/London", zone))
    for fixture in fixtures(calendar, "2026-07-01", "2026-08-01"):
        assert calendar.levels(fixture.opens)[READ].value == 1200
        assert fixture.kickoff.astimezone(calendar.zone).hour == 0
    assert len(fixtures(calendar, "2026-07-01", "2026-08-01")) == 2


def test_an_entry_without_a_time_of_day_is_left_out_with_a_note(
    tmp_path: Path, loaded: Loaded
) -> None:
    _ics(tmp_path, "SUMMARY:Boxing Day", "DTSTART;VALUE=DATE:20261226")
    calendar = loaded(_IMPORT)
    assert fixtures(calendar, "2026-12-01", "2027-01-01") == []
    (note,) = calendar.notes
    assert note == (
        "league.ics: left out 'Boxing Day' on 2026-12-26: it has no time of day (line 4); "
        "all_day: hold of the feed holds its level for the day"
    )


def test_a_file_without_entries_is_a_calendar(tmp_path: Path, loaded: Loaded) -> None:
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
    (tmp_path / "league.ics").write_text(text)
    assert fixtures(loaded(_IMPORT), "2026-01-01", "2027-01-01") == []


def test_an_entry_above_a_max_is_reported(tmp_path: Path, refused: Refused) -> None:
    _ics(tmp_path, "SUMMARY:final", "DTSTART:20261205T120000Z")
    problems = refused(_IMPORT.replace("league-match}", "league-match, scale: 20}"))
    assert problems[0].path == ("calendars", 0)
    assert "final needs 24000 of prices.read at 2026-12-05 11:40Z, where its max is 4000" in (
        problems[0].message
    )


def test_an_entry_above_a_max_only_before_its_kickoff_is_reported(
    tmp_path: Path, refused: Refused
) -> None:
    _ics(tmp_path, "SUMMARY:final", "DTSTART:20261205T120000Z")
    phases = "[{from: kickoff-20m, share: 1}, {from: kickoff, share: 0.01}]"
    text = _IMPORT.replace("    tail: 30m\n", f"    tail: 30m\n    phases: {phases}\n")
    problems = refused(text.replace("league-match}", "league-match, scale: 20}"))
    assert "final needs 24000 of prices.read at 2026-12-05 11:40Z" in problems[0].message


_WHOLE = "SUMMARY:a\nDTSTART:20260101T120000Z\n"
_LASTING = _WHOLE + "DURATION:PT1H\n"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("SUMMARY:a", "it has no DTSTART"),
        ("SUMMARY:a\nDTSTART:tomorrow", "'DTSTART:tomorrow' has no valid date, time or duration"),
        ("SUMMARY:a\nDTSTART:00010101T000000Z", "the year 1 is not from 1970 to 2100"),
        ("SUMMARY:a\nDTSTART:99991231T235900Z", "the year 9999 is not from 1970 to 2100"),
        ("SUMMARY:a\nDTSTART;TZID=Mars/Base:20260101T120000", "the zone 'Mars/Base' is not known"),
        (_WHOLE + "DTSTART:20260102T120000Z", "it has DTSTART twice"),
        (_WHOLE + "UID:second", "it has UID twice"),
        (_WHOLE + "DTEND;VALUE=DATE:20260102", "not both a time or both a day"),
        (_WHOLE + "DURATION:P99999999D", "it lasts 99999999 days"),
        (_WHOLE + "DURATION:P32D", "it lasts 32 days"),
        (_WHOLE + "DTEND:20260101T120000Z", "it lasts 0:00:00; set lasts"),
        (_LASTING + "RRULE:FREQ=SECONDLY", "recurs neither daily"),
        (_LASTING + "RRULE:FREQ=MINUTELY;COUNT=2", "recurs neither daily"),
        (_LASTING + "RRULE:FREQ=HOURLY", "recurs neither daily"),
        (_LASTING + "RRULE:FREQ=NEVER", "Expected frequency"),
        (_LASTING + "RRULE:COUNT=3", "recurs neither daily"),
        (_LASTING + "RRULE:whenever", "recurs neither daily"),
        (_LASTING + "RRULE:FREQ=DAILY\nRRULE:FREQ=SECONDLY", "recurs neither daily"),
        (_LASTING + "RRULE:FREQ=DAILY;INTERVAL=0", "interval of less than 1"),
        (_LASTING + "RRULE:FREQ=DAILY;BYHOUR=99", "no usable rule"),
        (_LASTING + "RRULE:FREQ=DAILY;OFTEN=1", "no usable rule"),
        (_LASTING + "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260110T000000Z", "both by COUNT and UNTIL"),
        (_LASTING + "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", "more than 24 times"),
        (_LASTING + "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never recurs"),
        (_LASTING + "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never recurs"),
    ],
)
def test_an_invalid_entry_is_left_out_and_the_others_stay(
    tmp_path: Path, loaded: Loaded, entry: str, message: str
) -> None:
    other = "BEGIN:VEVENT\nSUMMARY:b\nDTSTART:20260102T120000Z\nDURATION:PT1H"
    _ics(tmp_path, *entry.split("\n"), *other.split("\n"))
    calendar = loaded(_OWN_ENDS)
    assert kickoffs(calendar, "2025-12-01", "2026-12-01") == ["2026-01-02 12:00"]
    (problem,) = calendar.feed_problems
    assert problem.entry
    assert (problem.file, problem.entry.line, problem.entry.title) == ("league.ics", 4, "a")
    assert message in problem.message


def test_a_zone_that_is_a_folder_of_zones_is_not_known(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:a\nDTSTART;TZID=Europe:20260101T120000")
    (problem,) = loaded(_OWN_ENDS).feed_problems
    assert problem.message.startswith("the zone 'Europe' is not known")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an iCalendar file"),
        (b"\xff\x00\x01", "not an iCalendar file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "not an iCalendar file"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "does not begin with BEGIN:VCALENDAR"),
        (b"x" * 1_000_001, "larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_not_a_calendar_is_refused(
    tmp_path: Path, refused: Refused, content: bytes, message: str
) -> None:
    (tmp_path / "league.ics").write_bytes(content)
    (problem,) = refused(_IMPORT)
    assert problem.path == ("calendars", 0, "ics")
    assert message in problem.message


@pytest.mark.parametrize(
    "secret", [b"AWS_SECRET_ACCESS_KEY=hunter2", b"KEY:hunter2\r\n", b"hunter2"]
)
def test_the_text_of_another_kind_of_file_is_not_shown(
    tmp_path: Path, refused: Refused, secret: bytes
) -> None:
    (tmp_path / "league.ics").write_bytes(secret)
    (problem,) = refused(_IMPORT)
    assert problem.message == (
        "'league.ics': not an iCalendar file: it does not begin with BEGIN:VCALENDAR; "
        "check the path or the address"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.ics", "no such file"),
        (".", "is a directory"),
        ("/dev/zero", "no such file"),
        ("ü" * 200, "File name too long"),
        ('"a\\0b"', "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(refused: Refused, name: str, message: str) -> None:
    (problem,) = refused(_IMPORT.replace("league.ics", name))
    assert problem.path == ("calendars", 0, "ics")
    assert message in problem.message


def test_an_import_changes_the_digest(tmp_path: Path, loaded: Loaded) -> None:
    _ics(tmp_path, "SUMMARY:a", "DTSTART:20261205T123000Z")
    before = loaded(_IMPORT).digest
    _ics(tmp_path, "SUMMARY:b", "DTSTART:20261205T123000Z")
    assert loaded(_IMPORT).digest != before


def test_a_calendar_without_imports_does_not_import_their_parser(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(BASE)
    program = (
        "import sys; from pathlib import Path; from kickoff.calendar import load;"
        "load(Path(sys.argv[1])); print('icalendar' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "config.yaml")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert ended.stdout == "False\n"
