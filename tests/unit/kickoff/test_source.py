"""Where a handler's calendar comes from: a broken new version leaves the last good one in force."""

import os
from pathlib import Path

import pytest

from kickoff.config import Calendar, ConfigError
from kickoff.source import Source
from tests.unit.kickoff.files import BASE, utc

_NOW = utc("2026-12-05 12:00")
_ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:{}\r\n"
    "DTSTART:20261205T123000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class _Folder:
    """A folder whose files are written at times of their own, however fast the test is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = 1_700_000_000

    def write(self, text: str, name: str = "config.yaml") -> None:
        file = self.path / name
        file.write_text(text, encoding="utf-8")
        self.clock += 1
        os.utime(file, (self.clock, self.clock))

    def source(self) -> Source:
        return Source(str(self.path / "config.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> _Folder:
    return _Folder(tmp_path)


def _names(calendar: Calendar) -> list[str]:
    return [each.name for each in calendar.fixtures(utc("2026-12-05"), utc("2026-12-06"))]


def _dated(name: str) -> str:
    line = f"{{name: {name}, kickoff: 2026-12-05 12:30, profile: league-match}}"
    return f"{BASE}fixtures: [{line}]\n"


_IMPORT = BASE + "calendars: [{ics: league.ics, profile: league-match}]\n"


def test_a_calendar_is_read_once_while_it_stays_the_same(folder: _Folder) -> None:
    folder.write(_dated("first"))
    source = folder.source()
    assert source.read(_NOW).calendar is source.read(_NOW).calendar


def test_an_edit_is_seen_at_the_next_reading(folder: _Folder) -> None:
    folder.write(_dated("first"))
    source = folder.source()
    source.read(_NOW)
    folder.write(_dated("second"))
    reading = source.read(_NOW)
    assert (_names(reading.calendar), reading.broken) == (["second"], None)


def test_an_edit_of_the_same_length_is_seen(folder: _Folder) -> None:
    folder.write(_dated("aaa"))
    source = folder.source()
    source.read(_NOW)
    folder.write(_dated("bbb"))
    assert _names(source.read(_NOW).calendar) == ["bbb"]


@pytest.mark.parametrize("broken", ["version: 2\n", "fixtures: [", ""])
def test_a_broken_version_leaves_the_last_good_one_in_force(folder: _Folder, broken: str) -> None:
    folder.write(_dated("good"))
    source = folder.source()
    source.read(_NOW)
    folder.write(broken)
    for reading in (source.read(_NOW), source.read(_NOW)):
        assert _names(reading.calendar) == ["good"]
        assert reading.broken is not None


def test_a_repaired_version_comes_into_force(folder: _Folder) -> None:
    folder.write(_dated("good"))
    source = folder.source()
    source.read(_NOW)
    folder.write("version: 2\n")
    source.read(_NOW)
    folder.write(_dated("repaired"))
    reading = source.read(_NOW)
    assert (_names(reading.calendar), reading.broken) == (["repaired"], None)


def test_a_vanished_file_leaves_the_last_good_one_in_force_until_it_is_back(
    folder: _Folder,
) -> None:
    folder.write(_dated("good"))
    source = folder.source()
    source.read(_NOW)
    (folder.path / "config.yaml").unlink()
    reading = source.read(_NOW)
    assert _names(reading.calendar) == ["good"]
    assert "no such file" in str(reading.broken)
    folder.write(_dated("back"))
    assert _names(source.read(_NOW).calendar) == ["back"]


def test_without_any_good_version_the_fault_is_raised_until_there_is_one(folder: _Folder) -> None:
    source = folder.source()
    for _ in range(2):
        with pytest.raises(ConfigError, match="no such file"):
            source.read(_NOW)
    folder.write("version: 2\n")
    with pytest.raises(ConfigError, match="accepted: 1"):
        source.read(_NOW)
    folder.write(_dated("good"))
    assert _names(source.read(_NOW).calendar) == ["good"]


def test_an_imported_calendar_that_changes_is_read_again(folder: _Folder) -> None:
    folder.write(_ICS.format("first"), "league.ics")
    folder.write(_IMPORT)
    source = folder.source()
    before = source.read(_NOW).calendar
    folder.write(_ICS.format("second"), "league.ics")
    after = source.read(_NOW).calendar
    assert (_names(before), _names(after)) == (["first"], ["second"])
    assert before.digest != after.digest


def test_an_imported_calendar_that_vanishes_leaves_the_last_good_one_in_force(
    folder: _Folder,
) -> None:
    folder.write(_ICS.format("league"), "league.ics")
    folder.write(_IMPORT)
    source = folder.source()
    source.read(_NOW)
    (folder.path / "league.ics").unlink()
    reading = source.read(_NOW)
    assert _names(reading.calendar) == ["league"]
    assert reading.broken is not None


def test_a_broken_version_is_mended_by_the_import_it_lacked(folder: _Folder) -> None:
    folder.write(_dated("old"))
    source = folder.source()
    source.read(_NOW)
    folder.write(_IMPORT)
    assert "no such file" in str(source.read(_NOW).broken)
    folder.write(_ICS.format("league"), "league.ics")
    reading = source.read(_NOW)
    assert (_names(reading.calendar), reading.broken) == (["league"], None)
