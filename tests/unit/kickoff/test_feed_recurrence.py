"""Recurring entries: their ends, exceptions, replaced occurrences, and days left out."""

from pathlib import Path

import pytest

from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.feeds import entry, feed, read, remarks, spans, starts
from tests.unit.kickoff.files import utc

_AT = "DTSTART:20261205T150000Z"
_NEW_YORK = "DTSTART;TZID=America/New_York:20261205T200000"


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([_AT, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261206"], "05 07"),
        ([_AT, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:"], "05 06 07"),
        ([_AT, "RRULE:FREQ=DAILY;COUNT=3", "EXRULE:FREQ=DAILY;INTERVAL=2"], "06"),
        ([_AT, "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY"], ""),
        ([_AT, "RRULE:freq=daily;count=2;"], "05 06"),
        ([_AT, "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SA,SU;COUNT=3"], "05 13 19"),
        ([_AT, "RDATE;VALUE=PERIOD:20261207T150000Z/PT3H"], "05 07"),
        ([_NEW_YORK, "RRULE:FREQ=DAILY;UNTIL=20261207T200000"], "06 07 08"),
        ([_NEW_YORK, "RRULE:FREQ=DAILY;UNTIL=20261206"], "06 07"),
        ([_NEW_YORK, "RRULE:FREQ=DAILY;UNTIL=20261207T010000Z"], "06 07"),
    ],
)
def test_a_rule_makes_its_days(tmp_path: Path, loaded: Loaded, lines: list[str], days: str) -> None:
    found = starts(read(tmp_path, loaded, feed(*entry(*lines))))
    assert [each[8:10] for each in found] == days.split()


@pytest.mark.parametrize("day", ["05", "06", "07"])
def test_a_day_left_out_takes_one_occurrence_and_no_other(
    tmp_path: Path, loaded: Loaded, day: str
) -> None:
    daily = feed(*entry(_AT, "RRULE:FREQ=DAILY;COUNT=3"))
    found = starts(read(tmp_path, loaded, daily, f", except: [2026-12-{day}]"))
    assert [each[8:10] for each in found] == [each for each in ("05", "06", "07") if each != day]


def test_later_occurrences_move_by_the_clock(tmp_path: Path, loaded: Loaded) -> None:
    weekly = entry("DTSTART;TZID=Europe/London:20260321T150000", "RRULE:FREQ=WEEKLY;COUNT=3")
    later = entry(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260328T150000",
        "DTSTART;TZID=Europe/London:20260329T150000",
    )
    assert starts(read(tmp_path, loaded, feed(*weekly, *later))) == [
        *("2026-03-21 15:00", "2026-03-29 14:00", "2026-04-05 14:00"),
    ]


def test_later_occurrences_can_be_cancelled(tmp_path: Path, loaded: Loaded) -> None:
    weekly = entry(_AT, "RRULE:FREQ=WEEKLY;COUNT=4")
    later = entry(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261212T150000Z",
        "DTSTART:20261212T150000Z",
        "STATUS:CANCELLED",
    )
    assert starts(read(tmp_path, loaded, feed(*weekly, *later))) == ["2026-12-05 15:00"]


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("FREQ=SOMETIMES", ""),
        ("FREQ=DAILY;COUNT=2", ", rules: [{title: to be drawn, leave_out: true}]"),
    ],
    ids=["not-valid", "left-out"],
)
def test_a_replaced_occurrence_stays_without_its_series(
    tmp_path: Path, loaded: Loaded, rule: str, keys: str
) -> None:
    drawn = entry("RECURRENCE-ID:20261206T150000Z", "DTSTART:20261206T170000Z", title="Leeds")
    master = entry(_AT, f"RRULE:{rule}", title="to be drawn")
    calendar = read(tmp_path, loaded, feed(*master, *drawn), keys)
    assert starts(calendar) == ["2026-12-06 17:00"]
    assert "left out" in remarks(calendar)


def test_a_day_is_held_from_midnight_to_midnight_whatever_the_clocks_do(
    tmp_path: Path, loaded: Loaded
) -> None:
    weekly = entry(
        "DTSTART;VALUE=DATE:20261018",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE;VALUE=DATE:20261101",
    )
    for keys in (", all_day: hold", ", all_day: hold, ends: '06:00'"):
        assert spans(read(tmp_path, loaded, feed(*weekly), keys)) == [
            "2026-10-17 23:00 to 2026-10-18 23:00",
            "2026-10-24 23:00 to 2026-10-26 00:00",
        ]


def test_an_occurrence_can_move_to_a_day_without_a_time(tmp_path: Path, loaded: Loaded) -> None:
    daily = entry(_AT, "RRULE:FREQ=DAILY;COUNT=2")
    moved = entry("RECURRENCE-ID:20261206T150000Z", "DTSTART;VALUE=DATE:20261208")
    assert spans(read(tmp_path, loaded, feed(*daily, *moved), ", all_day: hold")) == [
        "2026-12-05 15:00 to 2026-12-05 17:00",
        "2026-12-08 00:00 to 2026-12-09 00:00",
    ]


@pytest.mark.parametrize("titles", ["ab", "aa"])
def test_a_replaced_occurrence_belongs_to_its_own_series(
    tmp_path: Path, loaded: Loaded, titles: str
) -> None:
    first = entry("DTSTART:20261201T150000Z", "RRULE:FREQ=DAILY;COUNT=2", title=titles[0])
    second = entry("DTSTART:20261210T150000Z", "RRULE:FREQ=DAILY;COUNT=2", title=titles[1])
    moved = entry("RECURRENCE-ID:20261202T150000Z", "DTSTART:20261202T180000Z")
    assert starts(read(tmp_path, loaded, feed(*first, *second, *moved))) == [
        *("2026-12-01 15:00", "2026-12-02 18:00", "2026-12-10 15:00", "2026-12-11 15:00"),
    ]


def test_several_days_are_held_as_one(tmp_path: Path, loaded: Loaded) -> None:
    cup = entry("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261208")
    found = spans(read(tmp_path, loaded, feed(*cup), ", all_day: hold"))
    assert found == ["2026-12-05 00:00 to 2026-12-08 00:00"]


def test_a_series_of_the_past_that_cannot_be_read_still_concerns_today(
    tmp_path: Path, loaded: Loaded
) -> None:
    old = entry("DTSTART:20170101T150000Z", "RRULE:FREQ=HOURLY")
    further = entry("DTSTART:20170101T150000Z", "RDATE:nothing", uid="2")
    problems = read(tmp_path, loaded, feed(*old, *further)).feed_problems
    places = [each.entry for each in problems if each.entry]
    assert {each.line: each.last for each in places} == {3: None, 9: None}


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("X:", "2017-01-01"),
        ("RRULE:FREQ=DAILY;UNTIL=20170301T150000Z", "2017-03-01"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2017-02-12"),
        ("RRULE:FREQ=DAILY;BYDAY=MO;COUNT=3", None),
    ],
)
def test_an_entry_that_is_over_concerns_nobody(
    tmp_path: Path, loaded: Loaded, rule: str, last: str | None
) -> None:
    lines = entry("DTSTART:20170101T150000Z", rule, "EXDATE:nothing")
    (problem,) = read(tmp_path, loaded, feed(*lines)).feed_problems
    assert problem.entry
    assert problem.entry.last == (utc(last).date() if last else None)
