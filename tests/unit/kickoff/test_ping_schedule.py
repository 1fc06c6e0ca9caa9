"""Ping schedules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kickoff.calendar import FunctionTarget
from kickoff.calendar.model.pings import PingSchedule
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, utc

_LONDON = ZoneInfo("Europe/London")


def _due(loaded: Loaded, every: str, start: datetime, hours: int) -> list[str]:
    target = loaded(BASE.replace("every: 5m", f"every: {every}")).targets["pricing"]
    assert isinstance(target, FunctionTarget)
    assert target.warm is not None
    minutes = (start + timedelta(minutes=each) for each in range(60 * hours))
    return [f"{at:%H:%M}" for at in minutes if target.warm.every.due(at, _LONDON)]


def test_a_period_counts_from_the_epoch(loaded: Loaded) -> None:
    assert _due(loaded, "20m", utc("2026-12-05 12:05"), 1) == ["12:20", "12:40", "13:00"]


@pytest.mark.parametrize(("every", "count"), [("1m", 60), ("7m", 8), ("1h", 1)])
def test_a_period_need_not_divide_the_hour(loaded: Loaded, every: str, count: int) -> None:
    due = len(_due(loaded, every, utc("2026-12-05 12:00"), 1))
    assert due in {count, count + 1}


def test_the_seconds_of_a_tick_do_not_matter(loaded: Loaded) -> None:
    assert len(_due(loaded, "5m", utc("2026-12-05 12:00:59.9"), 1)) == 12


def test_a_cron_expression_uses_local_time(loaded: Loaded) -> None:
    assert _due(loaded, '"*/30 8-9 * * *"', utc("2026-07-01 06:00"), 6) == [
        "07:00",
        "07:30",
        "08:00",
        "08:30",
    ]


def test_a_cron_expression_is_due_in_both_hours_when_clocks_go_back(loaded: Loaded) -> None:
    due = _due(loaded, '"15 1 * * *"', utc("2026-10-25 00:00"), 24)
    assert due == ["00:15", "01:15"]


_MIDNIGHTS = [
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("America/New_York", "2028-02-29"),
]
_EXPRESSIONS = [
    "* * * * *",
    "*/5 8-23 * * *",
    "15 1 * * *",
    "*/7 */3 1,15 * MON",
    "30 2 L * *",
    "0 1 * * SUN#2",
    "0 12 29 2 *",
]


@settings(max_examples=50, deadline=None)
@given(
    every=st.sampled_from(_EXPRESSIONS).map(PingSchedule)
    | st.integers(1, 100).map(lambda each: PingSchedule(timedelta(minutes=each))),
    where=st.sampled_from(_MIDNIGHTS),
    after=st.integers(-3000, 1500),
    minutes=st.integers(0, 3000),
)
def test_the_count_equals_the_number_of_due_minutes(
    every: PingSchedule, where: tuple[str, str], after: int, minutes: int
) -> None:
    zone, day = ZoneInfo(where[0]), datetime.fromisoformat(where[1]).replace(tzinfo=UTC)
    start = day + timedelta(minutes=after)
    due = sum(every.due(start + timedelta(minutes=each), zone) for each in range(minutes))
    assert every.count(start, start + timedelta(minutes=minutes), zone) == due
