"""Local times that do not exist or exist twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kickoff.calendar.model.times import exists, repeats

_LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("local", "times"),
    [
        ("2026-03-29 00:59", 1),
        ("2026-03-29 01:30", 0),
        ("2026-03-29 02:00", 1),
        ("2026-10-25 00:59", 1),
        ("2026-10-25 01:30", 2),
        ("2026-10-25 02:00", 1),
    ],
)
def test_a_local_time_exists_never_once_or_twice(local: str, times: int) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=_LONDON)
    assert (exists(moment), repeats(moment)) == (times > 0, times == 2)
