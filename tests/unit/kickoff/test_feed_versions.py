"""Entries that share a UID: separate fixtures, versions of one, or cancelled."""

from pathlib import Path

import pytest

from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.feeds import entry, feed, read, remarks, starts

_AT = "DTSTART:20261205T150000Z"


def _stamped(day: int, *lines: str, uid: str = "1", title: str = "a") -> list[str]:
    return entry(f"DTSTAMP:202611{day:02}T000000Z", *lines, uid=uid, title=title)


@pytest.mark.parametrize("uid", ["league", ""])
@pytest.mark.parametrize("count", [2, 3])
def test_fixtures_at_one_time_with_one_uid_or_none_stay_separate(
    tmp_path: Path, loaded: Loaded, uid: str, count: int
) -> None:
    lines = [
        line for day in range(1, count + 1) for line in _stamped(day, _AT, uid=uid, title=f"m{day}")
    ]
    calendar = read(tmp_path, loaded, feed(*lines))
    assert starts(calendar) == ["2026-12-05 15:00"] * count
    assert remarks(calendar) == ""


@pytest.mark.parametrize(("uid", "count"), [("league", 3), ("", 2)])
def test_fixtures_of_one_title_with_one_uid_or_none_stay_separate(
    tmp_path: Path, loaded: Loaded, uid: str, count: int
) -> None:
    days = range(1, count + 1)
    lines = [
        line for day in days for line in _stamped(day, f"DTSTART:202612{day:02}T150000Z", uid=uid)
    ]
    calendar = read(tmp_path, loaded, feed(*lines))
    assert starts(calendar) == [f"2026-12-{day:02} 15:00" for day in days]


def test_fixtures_on_two_pitches_at_one_time_stay_separate(tmp_path: Path, loaded: Loaded) -> None:
    pitches = [*entry(_AT, "LOCATION:Pitch 1"), *entry(_AT, "LOCATION:Pitch 2")]
    assert len(starts(read(tmp_path, loaded, feed(*pitches)))) == 2


def test_a_repeated_entry_counts_once_with_a_remark(tmp_path: Path, loaded: Loaded) -> None:
    calendar = read(tmp_path, loaded, feed(*entry(_AT), *entry(_AT)))
    assert starts(calendar) == ["2026-12-05 15:00"]
    assert "'a' of line 8 repeats line 3" in remarks(calendar)


@pytest.mark.parametrize("newer", ["SEQUENCE:1", "LAST-MODIFIED:20261103T000000Z"])
def test_a_newer_version_moves_its_fixture(tmp_path: Path, loaded: Loaded, newer: str) -> None:
    moved = _stamped(1, "DTSTART:20261206T170000Z", newer)
    calendar = read(tmp_path, loaded, feed(*moved, *_stamped(1, _AT)))
    assert starts(calendar) == ["2026-12-06 17:00"]
    assert "is replaced by line 3" in remarks(calendar)


@pytest.mark.parametrize(
    ("newer", "fixtures"), [("SEQUENCE:1", 1), ("STATUS:CANCELLED", 0), ("STATUS:CANCELED", 0)]
)
def test_a_version_with_another_title_replaces_the_old_one(
    tmp_path: Path, loaded: Loaded, newer: str, fixtures: int
) -> None:
    text = feed(*_stamped(1, _AT), *_stamped(2, _AT, newer, title="renamed"))
    assert len(starts(read(tmp_path, loaded, text))) == fixtures


def test_an_entry_with_a_recurrence_id_replaces_the_single_entry_it_names(
    tmp_path: Path, loaded: Loaded
) -> None:
    moved = entry("RECURRENCE-ID:20261205T150000Z", "DTSTART:20261205T170000Z")
    assert starts(read(tmp_path, loaded, feed(*entry(_AT), *moved))) == ["2026-12-05 17:00"]


def test_the_newest_version_of_an_occurrence_counts(tmp_path: Path, loaded: Loaded) -> None:
    series = entry(_AT, "RRULE:FREQ=DAILY;COUNT=2")
    versions = [
        line
        for day in (3, 2, 1)
        for line in _stamped(
            day, "RECURRENCE-ID:20261206T150000Z", f"DTSTART:20261206T1{day}0000Z", title=f"b{day}"
        )
    ]
    found = starts(read(tmp_path, loaded, feed(*series, *versions)))
    assert found == ["2026-12-05 15:00", "2026-12-06 13:00"]


def test_a_file_that_cancels_calls_its_entries_off(tmp_path: Path, loaded: Loaded) -> None:
    calendar = read(tmp_path, loaded, feed("METHOD:CANCEL", *entry(_AT)))
    assert starts(calendar) == []
    assert {each.name for each in calendar.called_off} == {"a"}
