"""How often a function is pinged."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kickoff.config import FunctionTarget
from tests.unit.kickoff.conftest import Loaded
from tests.unit.kickoff.files import BASE, utc

_LONDON = ZoneInfo("Europe/London")


def _due(loaded: Loaded, every: str, start: datetime, hours: int) -> list[str]:
    target = loaded(BASE.replace("every: 5m", f"every: {every}")).targets["pricing"]
    assert isinstance(target, FunctionTarget)
    assert target.warm is not None
    minutes = (start + timedelta(minutes=each) for each in range(60 * hours))
    return [f"{at:%H:%M}" for at in minutes if target.warm.every.due(at, _LONDON)]


def test_a_duration_is_counted_from_the_epoch(loaded: Loaded) -> None:
    assert _due(loaded, "20m", utc("2026-12-05 12:05"), 1) == ["12:20", "12:40", "13:00"]


@pytest.mark.parametrize(("every", "count"), [("1m", 60), ("7m", 8), ("1h", 1)])
def test_a_duration_need_not_divide_the_hour(loaded: Loaded, every: str, count: int) -> None:
    due = len(_due(loaded, every, utc("2026-12-05 12:00"), 1))
    assert due in {count, count + 1}


def test_the_seconds_of_a_tick_do_not_matter(loaded: Loaded) -> None:
    assert len(_due(loaded, "5m", utc("2026-12-05 12:00:59.9"), 1)) == 12


def test_a_cron_expression_is_read_on_the_wall_clock(loaded: Loaded) -> None:
    assert _due(loaded, '"*/30 8-9 * * *"', utc("2026-07-01 06:00"), 6) == [
        "07:00",
        "07:30",
        "08:00",
        "08:30",
    ]


def test_a_cron_expression_is_due_both_times_in_the_hour_that_repeats(loaded: Loaded) -> None:
    due = _due(loaded, '"15 1 * * *"', utc("2026-10-25 00:00"), 24)
    assert due == ["00:15", "01:15"]
