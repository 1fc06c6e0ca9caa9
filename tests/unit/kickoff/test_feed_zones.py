"""Zones of feeds: odd names, definitions of their own, and times without a zone."""

from pathlib import Path
from time import process_time

import pytest

from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.feeds import OWN_ENDS, entry, feed, read, remarks, spans, starts, zone

_DUBLIN = "(UTC) Dublin, Edinburgh, Lisbon, London"
_BERLIN = "(UTC+01:00) Amsterdam, Berlin, Rome"


@pytest.mark.parametrize("quote", ['"', ""])
@pytest.mark.parametrize(
    ("definition", "kickoff"),
    [
        (zone(_DUBLIN, "+0000", "+0100"), "2026-07-05 14:00"),
        (zone(_BERLIN, "+0100", "+0200"), "2026-07-05 13:00"),
        (zone("Customized Time Zone", "+0100", "+0200"), "2026-07-05 13:00"),
        (zone("Old Town", "+001730"), "2026-07-05 14:42"),
        (zone('"Club"', "+0300"), "2026-07-05 12:00"),
    ],
)
def test_an_odd_name_is_read_by_its_definition(
    tmp_path: Path, loaded: Loaded, quote: str, definition: list[str], kickoff: str
) -> None:
    name = definition[1].removeprefix("TZID:").strip('"')
    match = entry(f"DTSTART;TZID={quote}{name}{quote}:20260705T150000")
    assert starts(read(tmp_path, loaded, feed(*definition, *match))) == [kickoff]


@pytest.mark.parametrize("where", ["Europe/London", "Club"])
@pytest.mark.parametrize(
    ("local", "kickoff"),
    [("20260329T013000", "2026-03-29 01:30"), ("20261025T013000", "2026-10-25 00:30")],
    ids=["skipped", "twice"],
)
def test_a_time_at_a_change_of_clocks_has_the_offset_before_it(
    tmp_path: Path, loaded: Loaded, where: str, local: str, kickoff: str
) -> None:
    match = entry(f"DTSTART;TZID={where}:{local}")
    calendar = read(tmp_path, loaded, feed(*zone("Club", "+0000", "+0100"), *match))
    assert starts(calendar) == [kickoff]


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        ([], "is not known"),
        (["BEGIN:VTIMEZONE", "TZID:Club", "END:VTIMEZONE"], "is not validly defined"),
        (zone("Club", "+99"), "is not validly defined"),
    ],
)
def test_a_zone_that_cannot_be_used_is_named_with_the_remedy(
    tmp_path: Path, loaded: Loaded, definition: list[str], fault: str
) -> None:
    match = entry("DTSTART;TZID=Club:20261205T150000")
    calendar = read(tmp_path, loaded, feed(*definition, *match))
    assert f"the zone 'Club' {fault}; map it under zones: of the calendar" in remarks(calendar)


def test_two_calendars_of_one_file_define_one_name_differently(
    tmp_path: Path, loaded: Loaded
) -> None:
    both = [
        feed(*zone("Club", offset), *entry("DTSTART;TZID=Club:20261205T150000", uid=offset))
        for offset in ("+0500", "-0500")
    ]
    assert starts(read(tmp_path, loaded, "".join(both))) == ["2026-12-05 10:00", "2026-12-05 20:00"]


def test_a_large_feed_with_a_zone_of_its_own_is_read_quickly(
    tmp_path: Path, loaded: Loaded
) -> None:
    entries = [
        line
        for n in range(1_000)
        for line in entry(
            f"DTSTART;TZID=Club:2026{n % 12 + 1:02}{n // 12 % 28 + 1:02}T{n // 336 * 3:02}0000",
            uid=str(n),
            title=str(n),
        )
    ]
    text = feed(*zone("Club", "+0000", "+0100"), *entries)
    before = process_time()
    calendar = read(tmp_path, loaded, text, base=OWN_ENDS.replace("tail:", "lasts: 1m\n    tail:"))
    assert process_time() - before < 5
    assert len(starts(calendar)) == 1_000


def test_times_without_a_zone_are_in_the_zone_that_the_feed_names(
    tmp_path: Path, loaded: Loaded
) -> None:
    text = feed("X-WR-TIMEZONE:America/New_York", *entry("DTSTART:20261205T150000"))
    calendar = read(tmp_path, loaded, text)
    assert starts(calendar) == ["2026-12-05 20:00"]
    assert "times without a zone are in America/New_York, the X-WR-TIMEZONE" in remarks(calendar)
    given = read(tmp_path, loaded, text, ", timezone: Europe/Paris")
    assert (starts(given), remarks(given)) == (["2026-12-05 14:00"], "")


def test_a_zone_of_the_feed_that_is_not_known_has_a_remark(tmp_path: Path, loaded: Loaded) -> None:
    text = feed("X-WR-TIMEZONE:Mars/Base", *entry("DTSTART:20261205T150000"))
    calendar = read(tmp_path, loaded, text)
    assert starts(calendar) == ["2026-12-05 15:00"]
    assert "in Europe/London, because the X-WR-TIMEZONE of the feed is not known" in remarks(
        calendar
    )


@pytest.mark.parametrize(
    ("name", "kickoff"), [("GMT", "2026-07-05 14:00"), ("Europe/Lisbon", "2026-07-05 14:00")]
)
def test_an_abbreviation_is_read_by_its_definition_and_a_place_by_its_name(
    tmp_path: Path, loaded: Loaded, name: str, kickoff: str
) -> None:
    definition = zone("GMT", "+0000", "+0100") if name == "GMT" else zone(name, "+0900")
    match = entry(f"DTSTART;TZID={name}:20260705T150000")
    assert starts(read(tmp_path, loaded, feed(*definition, *match))) == [kickoff]


@pytest.mark.parametrize("default", ["UTC", "America/New_York"])
def test_a_rule_keeps_its_own_zone_although_the_feed_names_another(
    tmp_path: Path, loaded: Loaded, default: str
) -> None:
    weekly = entry("DTSTART;TZID=Europe/London:20260309T150000", "RRULE:FREQ=WEEKLY;COUNT=4")
    calendar = read(tmp_path, loaded, feed(f"X-WR-TIMEZONE:{default}", *weekly))
    assert starts(calendar) == [
        *("2026-03-09 15:00", "2026-03-16 15:00", "2026-03-23 15:00"),
        "2026-03-30 14:00",
    ]


def test_other_times_of_an_entry_are_on_the_clock_of_its_start(
    tmp_path: Path, loaded: Loaded
) -> None:
    start = "DTSTART;TZID=America/New_York:20261205T150000"
    daily = [start, "DTEND:20261205T170000", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261206T150000"]
    moved = entry(
        "RECURRENCE-ID:20261207T150000",
        "DTSTART;TZID=America/New_York:20261207T160000",
        "DTEND:20261207T180000",
    )
    extra = "RDATE:20261209T150000"
    calendar = read(tmp_path, loaded, feed(*entry(*daily, extra), *moved), base=OWN_ENDS)
    assert spans(calendar) == [
        "2026-12-05 20:00 to 2026-12-05 22:00",
        "2026-12-07 21:00 to 2026-12-07 23:00",
        "2026-12-09 20:00 to 2026-12-09 22:00",
    ]
