"""The time left of findings, and their order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from operations.preflight.finding import AffectedFixtures, Finding, FindingCode, by_urgency
from tests.unit.operations.preflight.calendars import NOW

SOMETHING = Finding(
    FindingCode.UNREAD, "prices", "it is denied", "allow it", NOW, AffectedFixtures()
)


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(minutes=-3), "none"),
        (timedelta(seconds=59), "none"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h 0 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=5, hours=3, minutes=59), "5 d 3 h"),
    ],
)
def test_time_left_has_two_units(left: timedelta, text: str) -> None:
    assert replace(SOMETHING, due=NOW + left).time_left(NOW) == text


def test_a_finding_that_does_no_harm_has_no_time_left_and_comes_last() -> None:
    never, soon, now = (
        replace(SOMETHING, due=due) for due in (None, NOW + timedelta(days=300), NOW)
    )
    assert never.time_left(NOW) == "-"
    assert sorted([never, soon, now], key=by_urgency) == [now, soon, never]
