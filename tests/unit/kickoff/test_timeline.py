"""Side effects and edge cases of the timeline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, getcontext

from kickoff.timeline import Bounds, Fixture, Key, Phase, levels, steps

_START = datetime(2026, 12, 5, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_READ = Key("prices", "read")


def _match(hour: int) -> Fixture:
    opens, closes = _START + hour * _HOUR, _START + (hour + 1) * _HOUR
    phase = Phase(opens, closes, Decimal("0.1"))
    return Fixture("match", "p", opens, closes, (phase,), {_READ: 500})


def test_reading_steps_does_not_change_the_decimal_context() -> None:
    before = getcontext().prec
    found = steps({_READ: Bounds(1, 99)}, [_match(1), _match(3)], _START, _START + 9 * _HOUR)
    assert [next(found).level.value, getcontext().prec] == [1, before]
    assert [step.level.value for step in found] == [50, 1, 50, 1]
    assert getcontext().prec == before


def test_fixtures_that_differ_only_by_origin_are_sorted_by_it() -> None:
    one, other = (replace(_match(1), origin=("fixtures", number)) for number in range(2))
    for given in ([one, other], [other, one]):
        assert levels({_READ: Bounds(1, 99)}, given, one.opens)[_READ].because == (one, other)


def test_a_dimension_without_demand_is_one_step() -> None:
    (step,) = steps({_READ: Bounds(7, 99)}, [], _START, _START + _HOUR)
    assert (step.start, step.end, step.level.value) == (_START, _START + _HOUR, 7)


def test_a_demand_on_an_unknown_dimension_is_ignored() -> None:
    write = Key("prices", "write")
    assert set(levels({write: Bounds(7, 99)}, [_match(1)], _START + _HOUR)) == {write}
