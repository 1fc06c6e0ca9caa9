"""Three days of the season that `benchmarks/season.py` lives through."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.season_run import ALONE, ALWAYS, HELPED, Season
from benchmarks.season_story import START, WEEK, story

DAY = timedelta(days=1)


def test_three_at_once_are_ready_although_the_calendar_broke_two_days_before(
    tmp_path: Path,
) -> None:
    thursday = START + WEEK + 3 * DAY
    path = tmp_path / "config.yaml"
    days = replace(story(4, path), start=thursday - DAY, end=thursday + 3 * DAY)
    record = Season(path, days).run()
    assert len(record.met) == 3
    assert record.unready(HELPED) == 0
    assert record.throttled[HELPED] == 0
    assert record.unready(ALONE) > 0
    assert record.dollars[HELPED] < record.dollars[ALWAYS] / 10
    assert {"the calendar is broken; the last good one stays in force"} == set(record.troubles)
