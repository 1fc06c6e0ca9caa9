"""Scheduled actions (`arm: true`) raise and restore capacity while the prescaler is dead."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.season.simulation import ALONE, HELPED, CalendarEdit, Scenario, Season
from kickoff.calendar import load

KICKOFF = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
CLOSES = KICKOFF + timedelta(hours=2, minutes=30)
RESTORED_BY = CLOSES + timedelta(hours=2)
HOUR = timedelta(hours=1)
BASELINES = {
    ("prices", "read"): 50,
    ("prices", "write"): 20,
    ("prices", "by-fixture.write"): 20,
    ("bets", "write"): 20,
}


def calendar(*, arm: bool) -> str:
    def at(baseline: int) -> dict[str, int]:
        return {"baseline": baseline, "max": 4000}

    demand = {
        "prices": {"read": 1200, "write": 400, "indexes": {"by-fixture": {"write": 400}}},
        "bets": {"write": 300},
    }
    return json.dumps(
        {
            "version": 1,
            "timezone": "UTC",
            "targets": {
                "prices": {
                    "table": "prices",
                    "arm": arm,
                    "read": at(50),
                    "write": at(20),
                    "indexes": {"by-fixture": {"write": at(20)}},
                },
                "bets": {"table": "bets", "arm": arm, "write": at(20)},
            },
            "profiles": {"match": {"lasts": "2h", "lead": "20m", "tail": "30m", "demand": demand}},
            "fixtures": [
                {"name": "Leeds v Derby", "kickoff": "2026-12-05 15:00", "profile": "match"}
            ],
        }
    )


def run_day(path: Path, *, arm: bool, until: datetime) -> Season:
    """Run a day; the prescaler is dead from an hour before kick-off until after the restore."""
    text = calendar(arm=arm)
    path.write_text(text)
    start = KICKOFF - 4 * HOUR
    dead = ((KICKOFF - HOUR, RESTORED_BY),)
    season = Season(path, Scenario(start, until, (CalendarEdit(start, text),), load(path), dead))
    season.run()
    return season


def capacities(season: Season) -> dict[tuple[str, str], int]:
    return {place: season.clouds[HELPED].capacity(*place) for place in BASELINES}


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    path = tmp_path_factory.mktemp("season") / "config.yaml"
    return run_day(path, arm=True, until=RESTORED_BY)


def test_capacity_is_ready_in_time_without_the_prescaler(season: Season) -> None:
    assert season.record.unready(HELPED) == 0
    assert season.record.throttled[HELPED] == 0
    assert season.record.unready(ALONE) > 0


def test_capacity_is_restored_without_the_prescaler(season: Season) -> None:
    targets = season.clouds[HELPED].autoscaling.targets
    assert {each.located(): target.minimum for each, target in targets.items()} == BASELINES
    assert capacities(season) == BASELINES


def test_without_scheduled_actions_no_capacity_is_raised(tmp_path: Path) -> None:
    season = run_day(tmp_path / "config.yaml", arm=False, until=KICKOFF + HOUR)
    assert season.record.unready(HELPED) > 0


def test_a_returning_prescaler_deletes_its_scheduled_actions(tmp_path: Path) -> None:
    season = run_day(tmp_path / "config.yaml", arm=True, until=RESTORED_BY + HOUR)
    targets = season.clouds[HELPED].autoscaling.targets.values()
    assert not [name for target in targets for name in target.actions]
    assert capacities(season) == BASELINES
    assert season.record.errors == []
