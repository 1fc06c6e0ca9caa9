"""What a finding says of time, and the order they come in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from operations.preflight.finding import Code, Concerned, Finding, by_urgency
from tests.unit.operations.preflight.calendars import NOW

SOMETHING = Finding(Code.UNREAD, "prices", "it is denied", "allow it", NOW, Concerned())


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(minutes=-3), "none"),
        (timedelta(seconds=59), "none"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h 0 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=5, hours=3, minutes=59), "5 d 3 h"),
    ],
)
def test_how_long_there_is_is_told_in_two_units(left: timedelta, told: str) -> None:
    assert replace(SOMETHING, due=NOW + left).left(NOW) == told


def test_what_hurts_nobody_to_come_has_no_time_and_comes_last() -> None:
    never, soon, now = (
        replace(SOMETHING, due=due) for due in (None, NOW + timedelta(days=300), NOW)
    )
    assert never.left(NOW) == "-"
    assert sorted([never, soon, now], key=by_urgency) == [now, soon, never]
