"""Three days of the season of `benchmarks/season`."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.season.scenario import START, WEEK, season_scenario
from benchmarks.season.simulation import ALONE, ALWAYS, HELPED, Season

DAY = timedelta(days=1)


def test_three_fixtures_at_once_are_ready_although_the_calendar_broke_two_days_before(
    tmp_path: Path,
) -> None:
    thursday = START + WEEK + 3 * DAY
    path = tmp_path / "config.yaml"
    days = replace(season_scenario(4, path), start=thursday - DAY, end=thursday + 3 * DAY)
    record = Season(path, days).run()
    assert len(record.impacts) == 3
    assert record.unready(HELPED) == 0
    assert record.throttled[HELPED] == 0
    assert record.unready(ALONE) > 0
    assert record.dollars[HELPED] < record.dollars[ALWAYS] / 10
    assert {"the calendar is broken; the last good one stays in force"} == set(record.errors)
