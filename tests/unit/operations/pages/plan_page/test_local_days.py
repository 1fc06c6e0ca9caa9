"""Local days and times, on nights with a clock change too."""

from zoneinfo import ZoneInfo

import pytest

from operations.pages.plan_page.local_days import LocalDays, clock_offsets
from tests.unit.kickoff.files import utc

_LONDON = ZoneInfo("Europe/London")


def _days(start: str, end: str, zone: str) -> LocalDays:
    return LocalDays(utc(start), utc(end), ZoneInfo(zone))


def test_days_begin_at_local_midnights_and_cover_the_span() -> None:
    days = _days("2026-07-01 12:00", "2026-07-03 00:30", "Europe/London")
    assert days.starts == [utc(f"2026-0{day} 23:00") for day in ("6-30", "7-01", "7-02", "7-03")]


def test_a_span_that_ends_at_midnight_has_no_extra_day() -> None:
    assert len(_days("2026-07-01 12:00", "2026-07-02 23:00", "Europe/London")) == 2


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/London", "2026-03-29 00:00", 23),
        ("Europe/London", "2026-10-24 23:00", 25),
        ("Africa/Cairo", "2024-04-25 22:00", 23),  # midnight itself is skipped
        ("Africa/Cairo", "2024-10-30 21:00", 25),  # the hour before midnight comes twice
        ("Australia/Lord_Howe", "2026-04-04 13:00", 24.5),
        ("Asia/Kolkata", "2026-10-24 18:30", 24),
    ],
)
def test_a_day_with_a_clock_change_is_shorter_or_longer(
    zone: str, start: str, hours: float
) -> None:
    days = LocalDays(utc(start), utc(start).replace(day=utc(start).day + 1), ZoneInfo(zone))
    assert days.starts[0] == utc(start)
    assert days.hours(0) == hours


def test_a_date_that_a_zone_skipped_is_left_out() -> None:
    days = _days("2011-12-29 10:00", "2012-01-01 10:00", "Pacific/Apia")
    assert [days.date(index).day for index in range(len(days))] == [29, 31, 1]


@pytest.mark.parametrize(
    ("at", "clock"),
    [
        ("2026-10-24 23:59", "00:59"),
        ("2026-10-25 00:30", "01:30 BST"),
        ("2026-10-25 01:30", "01:30 GMT"),
        ("2026-10-25 02:00", "02:00"),
        ("2026-03-29 01:00", "02:00"),
    ],
)
def test_an_ambiguous_time_includes_the_name_of_its_offset(at: str, clock: str) -> None:
    days = _days("2026-01-01 00:00", "2027-01-01 00:00", "Europe/London")
    assert days.clock(utc(at)) == clock


def test_offsets_begin_at_the_second_of_the_clock_change() -> None:
    assert clock_offsets(utc("2026-01-01 07:13"), utc("2026-12-31 00:00"), _LONDON) == [
        (utc("2026-01-01 07:13"), 0, "GMT"),
        (utc("2026-03-29 01:00"), 3600, "BST"),
        (utc("2026-10-25 01:00"), 0, "GMT"),
    ]


def test_an_instant_outside_belongs_to_the_nearest_day() -> None:
    days = _days("2026-07-01 12:00", "2026-07-03 12:00", "UTC")
    assert [days.index(utc(f"2026-07-{day} 13:00")) for day in ("01", "02", "03", "09")] == [
        0,
        1,
        2,
        2,
    ]
    assert days.index(utc("2026-06-01 00:00")) == 0
