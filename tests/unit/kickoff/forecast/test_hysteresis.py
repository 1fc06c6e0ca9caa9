"""Minimums are lowered rarely and in large steps."""

from kickoff.forecast.hysteresis import HeldMinimum


def _floors(needs: list[int]) -> list[int]:
    held = HeldMinimum(0, -100)
    floors = []
    for now, need in enumerate(needs):
        held = held.after(need, 0, now)
        floors.append(held.minimum)
    return floors


def test_a_minimum_is_raised_only_by_enough() -> None:
    assert _floors([100, 105, 106, 111, 112]) == [100, 100, 106, 106, 112]


def test_a_minimum_is_never_below_the_consumption() -> None:
    assert HeldMinimum(100).after(104, 103, 7) == HeldMinimum(104)
    assert HeldMinimum(100).after(90, 103, 7) == HeldMinimum(103)


def test_a_minimum_less_than_a_fifth_too_high_stays() -> None:
    assert set(_floors([100, *[81] * 300])) == {100}


def test_a_minimum_is_lowered_after_ten_minutes_to_the_highest_of_them() -> None:
    assert _floors([100, *[50] * 9, 70, 60]) == [100] * 10 + [70, 70]


def test_a_minute_of_need_restarts_the_ten_minutes() -> None:
    assert set(_floors([100, *[50] * 9, 90, *[50] * 9])) == {100}


def test_a_minimum_is_lowered_once_an_hour() -> None:
    floors = _floors([1000, *[500] * 20, *[100] * 100])
    falls = [n for n in range(1, len(floors)) if floors[n] < floors[n - 1]]
    assert falls == [10, 70]
    assert (floors[10], floors[70]) == (500, 100)
