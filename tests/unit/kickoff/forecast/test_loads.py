"""Loads by the minute."""

from math import isnan

import pytest

from kickoff.forecast.loads import Loads, instant, minute
from tests.unit.kickoff.files import utc

_FIRST = utc("2026-12-05 12:00")


def _loads(*units: float) -> Loads:
    return Loads.of((instant(minute(_FIRST) + n), each) for n, each in enumerate(units))


def test_rows_come_in_any_order_and_gaps_are_unknown() -> None:
    loads = Loads.of([(utc("2026-12-05 12:02"), 7.0), (_FIRST, 5.0), (_FIRST, 1.0)])
    assert (loads.first, loads.end) == (minute(_FIRST), minute(_FIRST) + 3)
    assert (loads.at(loads.first), loads.at(loads.first + 2)) == (6, 7)
    assert isnan(loads.at(loads.first + 1))


def test_the_highest_minute_ignores_unknown_ones() -> None:
    loads = _loads(3, float("nan"), 5)
    assert loads.highest(loads.first, loads.first + 2) == 3
    assert loads.highest(loads.first - 9, loads.end + 9) == 5
    assert loads.highest(loads.end, loads.end + 9) is None


def test_loads_before_a_minute_have_no_later_minutes() -> None:
    loads = _loads(1, 2, 3).before(minute(_FIRST) + 2)
    assert list(loads.values) == [1, 2]


def test_a_load_over_centuries_is_refused() -> None:
    with pytest.raises(ValueError, match="1926"):
        Loads.of([(utc("1926-12-05 12:00"), 1.0), (_FIRST, 1.0)])
