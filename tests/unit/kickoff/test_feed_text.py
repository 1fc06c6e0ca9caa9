"""The text of feeds: encodings, odd lines, other kinds of files, and words that raise a doubt."""

import gzip
from pathlib import Path

import pytest

from tests.unit.kickoff.conftest import Loaded, Refused
from tests.unit.kickoff.feeds import entry, feed, read, remarks, starts
from tests.unit.kickoff.files import BASE, fixtures

_AT = "DTSTART:20261205T150000Z"
_DAY = ("2026-12-05", "2026-12-06")


@pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t", b"\r\r\n "])
def test_a_fold_inside_a_character_is_read(tmp_path: Path, loaded: Loaded, fold: bytes) -> None:
    text = feed(*entry(_AT, title="Köln v Málaga")).encode()
    folded = text.replace("ö".encode(), b"\xc3" + fold + b"\xb6")
    (fixture,) = fixtures(read(tmp_path, loaded, folded), *_DAY)
    assert fixture.name == "Köln v Málaga"


def test_a_byte_of_another_encoding_leaves_the_other_lines(tmp_path: Path, loaded: Loaded) -> None:
    text = feed(*entry(_AT, "DESCRIPTION:caf@", title="Köln")).encode().replace(b"@", b"\xe9")
    (fixture,) = fixtures(read(tmp_path, loaded, text), *_DAY)
    assert fixture.name == "Köln"


@pytest.mark.parametrize(
    "line",
    [
        "DESCRIPTION:a\0b",
        "SUMMARY;LANGUAGE=cy:arall",
        "LOCATION:x\r\nLOCATION:y",
        'LOCATION;ALTREP=http://x"y:Elland Road',
        "DESCRIPTION:first\r\nsecond: line\r\n\r\nBegin: 3 pm",
        "\ufeffX-WR-CALNAME:x",
        "SEQUENCE:" + "9" * 5_000,
    ],
)
def test_an_odd_text_leaves_the_entry(tmp_path: Path, loaded: Loaded, line: str) -> None:
    calendar = read(tmp_path, loaded, feed(*entry(line, _AT)))
    assert (starts(calendar), calendar.feed_problems) == (["2026-12-05 15:00"], ())


def test_lines_that_are_not_understood_are_remarked_and_leave_the_entry(
    tmp_path: Path, loaded: Loaded
) -> None:
    odd = ["PRIORITY:high", "CREATED:00001231T000000Z", "X-ANYTHING:;;", "GEO:53.77;-1.57"]
    calendar = read(tmp_path, loaded, feed(*entry(_AT, *odd)))
    assert starts(calendar) == ["2026-12-05 15:00"]
    assert "not understood, and not used: 2 lines, such as PRIORITY in line 7" in remarks(calendar)


def test_a_title_whose_parameters_are_not_valid_is_read(tmp_path: Path, loaded: Loaded) -> None:
    text = feed(*entry("SUMMARY;X:Leeds v Derby", _AT, title=""))
    (fixture,) = fixtures(read(tmp_path, loaded, text), *_DAY)
    assert fixture.name == "Leeds v Derby"


def test_a_leap_second_and_small_letters_are_read(tmp_path: Path, loaded: Loaded) -> None:
    text = feed(*entry("dtstart:20261205t145960z"))
    assert starts(read(tmp_path, loaded, text)) == ["2026-12-05 14:59"]


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"", "it is empty; fetch it again"),
        (b"<!DOCTYPE html><html>", "it is a web page; use the address behind Subscribe or iCal"),
        (gzip.compress(b"BEGIN:VCALENDAR", mtime=0), "it is compressed by gzip; unpack it"),
        (b"BEGIN:VCALENDAR;\r\nEND:VCALENDAR", "its first line is not BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\n", "it ends before END:VCALENDAR; fetch all of it again"),
    ],
)
def test_another_kind_of_file_is_refused_with_the_remedy(
    tmp_path: Path, refused: Refused, content: bytes, remedy: str
) -> None:
    (tmp_path / "league.ics").write_bytes(content)
    (problem,) = refused(BASE + "calendars: [{ics: league.ics, profile: league-match}]\n")
    assert problem.message == f"'league.ics': not an iCalendar file: {remedy}"


@pytest.mark.parametrize("kind", ["VTODO", "VJOURNAL", "VFREEBUSY"])
def test_a_feed_without_entries_has_a_remark(tmp_path: Path, loaded: Loaded, kind: str) -> None:
    calendar = read(tmp_path, loaded, feed(f"BEGIN:{kind}", _AT, f"END:{kind}"))
    assert "it has no entries (VEVENT)" in remarks(calendar)


@pytest.mark.parametrize(
    ("line", "title", "word"),
    [
        ("STATUS:TENTATIVE", "Leeds v Derby", "STATUS:TENTATIVE"),
        ("STATUS:POSTPONED", "Leeds v Derby", "STATUS:POSTPONED"),
        ("X:", "Leeds v Derby - KO tbc", "TBC"),
        ("X:", "POSTPONED: Leeds v Derby", "POSTPONED"),
    ],
)
def test_an_entry_that_may_not_happen_stays_with_a_remark(
    tmp_path: Path, loaded: Loaded, line: str, title: str, word: str
) -> None:
    calendar = read(tmp_path, loaded, feed(*entry(_AT, line, title=title)))
    assert starts(calendar) == ["2026-12-05 15:00"]
    assert f"marked {word}, and still fixtures: 1 entry, such as" in remarks(calendar)


@pytest.mark.parametrize(
    ("line", "title"),
    [("X:", "Leeds v Derby (TBC)"), ("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "Leeds v Derby")],
)
def test_midnight_can_stand_for_no_time_of_day(
    tmp_path: Path, loaded: Loaded, line: str, title: str
) -> None:
    times = ("DTSTART:20261205T000000", "DTEND:20261206T000000")
    calendar = read(tmp_path, loaded, feed(*entry(*times, line, title=title)))
    assert starts(calendar) == []
    assert "it has no time of day (line 3)" in remarks(calendar)


def test_a_day_that_is_held_and_may_not_happen_has_a_remark(tmp_path: Path, loaded: Loaded) -> None:
    lines = entry("DTSTART;VALUE=DATE:20261205", title="Leeds v Derby TBC")
    calendar = read(tmp_path, loaded, feed(*lines), ", all_day: hold")
    assert "marked TBC, and still fixtures: 1 entry, such as 'Leeds v Derby TBC'" in remarks(
        calendar
    )


@pytest.mark.parametrize(
    ("end", "keys", "is_remarked"),
    [
        ("DTEND:20261205T180000Z", "", True),
        ("DURATION:PT1H", "", False),
        ("DTEND:nothing", "", False),
        ("DTEND:20261205T180000Z", ", lasts: 150m", False),
    ],
)
def test_a_profile_that_ends_a_fixture_early_has_a_remark(
    tmp_path: Path, loaded: Loaded, end: str, keys: str, *, is_remarked: bool
) -> None:
    calendar = read(tmp_path, loaded, feed(*entry(_AT, end)), keys)
    cut = "1 entry ends later in the feed than by lasts of the profile, such as 'a' (line 3)"
    assert (cut in remarks(calendar)) is is_remarked
