"""The review of a service: its utilisation in tasks, and a cost that is not known."""

from pathlib import Path

from tests.unit.operations.conftest import Run
from tests.unit.operations.review.match import (
    KICKOFF,
    PublishedMatch,
    line,
    recommendations,
    review_data,
)

WEB = {"Target": "web", "Dimension": "tasks"}
SERVICE = {"ClusterName": "prod", "ServiceName": "web"}
CALENDAR = """
version: 1
targets:
  web: {ecs: prod/web, tasks: {baseline: 4, max: 60}}
  fleet:
    scalable:
      namespace: appstream
      resource: fleet/traders
      dimension: appstream:fleet:DesiredCapacity
    capacity: {baseline: 1, max: 9}
profiles:
  league-match:
    lasts: 2h
    lead: 20m
    tail: 30m
    demand:
      web: {tasks: 30}
      fleet: {capacity: 5}
fixtures:
"""


def publish(cloud: PublishedMatch, percent: float) -> None:
    cloud.publish("ReadyMargin", WEB, 17, -17)
    cloud.publish("DesiredCapacity", WEB, 30, -20)
    cloud.publish("LiveCapacity", WEB, 30, -17)
    cloud.publish("CPUUtilization", SERVICE, percent, 60)


def test_the_use_of_a_service_is_its_utilisation_in_tasks(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(CALENDAR + line("Leeds v Derby", KICKOFF))
    publish(cloud, 80)

    capacities = {each["dimension"]: each for each in review_data(run, config)["capacity"]}

    web = capacities["tasks"]
    assert (web["peak"], web["held"], web["level"]) == (24, 30, 30)
    assert web["cost"] is None


def test_a_service_that_used_too_little_is_named(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(CALENDAR + line("Leeds v Derby", KICKOFF))
    publish(cloud, 20)

    advice = recommendations(run, config)

    assert any("set the demand of league-match to 8 instead of 30" in each for each in advice)


def test_the_slowest_link_of_a_chain_is_named_first(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(
        CALENDAR.replace("      fleet: {capacity: 5}\n", "      bets: {shards: 16}\n").replace(
            "  fleet:\n", "  bets: {stream: bets, shards: {baseline: 4, max: 500}}\n  fleet:\n"
        )
        + line("Leeds v Derby", KICKOFF)
    )
    publish(cloud, 80)
    shards = {"Target": "bets", "Dimension": "shards"}
    cloud.publish("ReadyMargin", shards, 6, -6)
    cloud.publish("DesiredCapacity", shards, 16, -20)
    cloud.publish("LiveCapacity", shards, 16, -6)

    said = " ".join(run("review", "--config", config).out.split())

    assert "1 of 1 fixture had all capacity before kick-off" in said
    assert "the slowest link was bets.shards, ready 6 minutes before kick-off." in said


def test_a_link_that_was_never_read_back_makes_the_fixture_unready(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    config.write_text(CALENDAR + line("Leeds v Derby", KICKOFF))
    publish(cloud, 80)

    said = " ".join(run("review", "--config", config).out.split())

    assert "0 of 1 fixture had all capacity before kick-off, 1 never had it read back" in said
    assert "Leeds v Derby: fleet.capacity was never read back." in said
