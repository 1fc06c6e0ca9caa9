from datetime import datetime, timedelta

import pytest

from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.schedules import BoundsAction, next_run
from simulator.cloud import Cloud
from simulator.errors import ServiceError
from tests.unit.simulator.times import NOON, at, minutes

READ = ScalableId.of("prices", "read")


@pytest.mark.parametrize(
    ("schedule", "zone", "expected"),
    [
        ("at(2026-12-05T12:30:00)", "UTC", ["12:30"]),
        ("at(2026-12-05T13:30:00)", "Europe/Paris", ["12:30"]),
        ("rate(20 minutes)", "UTC", ["12:20", "12:40", "13:00", "13:20"]),
        ("cron(0/30 * * * ? *)", "UTC", ["12:30", "13:00", "13:30"]),
        ("cron(15 13 ? * SAT 2026)", "UTC", ["13:15"]),
        ("cron(15 13 ? * 7 *)", "UTC", ["13:15"]),
        ("cron(15 13 ? * * 2025)", "UTC", []),
    ],
)
def test_a_schedule_runs_at_its_times(schedule: str, zone: str, expected: list[str]) -> None:
    after = next_run(schedule, zone, NOON)
    found: list[datetime] = []
    following = after(NOON)
    while following and following < at("13:31"):
        found.append(following)
        following = after(following)
    assert found == [at(each) for each in expected]


@pytest.mark.parametrize(
    "schedule", ["at(noon)", "rate(5)", "cron(* *)", "daily", "cron(a b c d e f)"]
)
def test_an_invalid_schedule_is_refused(schedule: str) -> None:
    with pytest.raises(ServiceError, match=r"ValidationException.*Invalid schedule"):
        next_run(schedule, "UTC", NOON)


def action(schedule: str, minimum: int | None = 500, maximum: int | None = None) -> BoundsAction:
    return BoundsAction("kickoff", schedule, None, None, None, minimum, maximum, NOON)


def act(cloud: Cloud, each: BoundsAction) -> None:
    cloud.register("prices", "read", minimum=50, maximum=1000)
    cloud.autoscaling.put_action(READ, each)


def bounds(cloud: Cloud) -> tuple[int, int]:
    target = cloud.autoscaling.targets[READ]
    return target.minimum, target.maximum


def test_an_action_sets_bounds_and_capacity_follows(cloud: Cloud) -> None:
    act(cloud, action("at(2026-12-05T12:30:00)"))
    cloud.advance(NOON + minutes(29))
    assert bounds(cloud) == (50, 1000)
    cloud.advance(NOON + minutes(31))
    assert bounds(cloud) == (500, 1000)
    assert cloud.capacity("prices", "read") == 500


def test_an_action_does_not_restore_earlier_bounds(cloud: Cloud) -> None:
    act(cloud, action("at(2026-12-05T12:30:00)"))
    cloud.advance(NOON + minutes(31))
    cloud.autoscaling.register(READ, 60, None, cloud.now)
    cloud.advance(NOON + minutes(600))
    assert bounds(cloud) == (60, 1000)


def test_an_action_during_an_update_sets_bounds_without_effect(cloud: Cloud) -> None:
    act(cloud, action("at(2026-12-05T12:30:00)"))
    cloud.advance(NOON + minutes(30) - timedelta(seconds=0.5))
    cloud.table("prices").set_capacity("write", 90, cloud.now)
    cloud.advance(NOON + minutes(60))
    assert bounds(cloud) == (500, 1000)
    assert cloud.capacity("prices", "read") == 50


def test_an_activity_has_a_description_and_a_cause(cloud: Cloud) -> None:
    act(cloud, action("at(2026-12-05T12:30:00)"))
    cloud.advance(NOON + minutes(31))
    [scaled, triggered] = cloud.autoscaling.activities.newest_first()
    assert triggered.cause == "scheduled action name kickoff was triggered"
    assert scaled.message.startswith("Successfully set read capacity units to 500.")
    assert (scaled.status, scaled.at) == ("Successful", NOON + minutes(30))


def test_a_failed_activity_has_the_reason(cloud: Cloud) -> None:
    act(cloud, action("rate(1 minute)", minimum=10, maximum=20))
    provisioned = cloud.table("prices").parts[None].provisioned
    assert provisioned is not None
    for _ in range(4):
        provisioned.decreases.spend(NOON)
    cloud.advance(NOON + minutes(1))
    newest = cloud.autoscaling.activities.newest_first()[0]
    assert newest.status == "Failed"
    assert "decreases are limited" in newest.message


def test_an_action_with_its_minimum_above_the_maximum_fails(cloud: Cloud) -> None:
    act(cloud, action("rate(1 minute)", minimum=2000))
    cloud.advance(NOON + minutes(1))
    assert bounds(cloud) == (50, 1000)
    assert cloud.autoscaling.activities.newest_first()[0].status == "Failed"


def test_a_recurring_action_runs_between_its_start_and_end() -> None:
    each = BoundsAction(
        "kickoff", "rate(10 minutes)", None, at("12:30"), at("12:45"), 500, None, NOON
    )
    assert [minute for minute in range(90) if each.due(NOON + minutes(minute))] == [30, 40]
