from datetime import datetime, timedelta, timezone

import pytest

from simulator.clock import Clock
from tests.unit.simulator.times import NOON, minutes


def test_the_clock_stands_still_until_it_is_moved() -> None:
    clock = Clock(NOON)
    assert clock.now == NOON
    clock.move(NOON + minutes(1))
    assert clock.now == NOON + minutes(1)


def test_the_clock_cannot_go_back() -> None:
    with pytest.raises(ValueError, match="cannot go back"):
        Clock(NOON).move(NOON - minutes(1))


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        Clock(datetime(2026, 12, 5))  # noqa: DTZ001 - the point of the test


def test_an_instant_in_another_zone_becomes_utc() -> None:
    here = NOON.astimezone(timezone(timedelta(hours=2)))
    assert Clock(here).now.isoformat() == "2026-12-05T12:00:00+00:00"
