"""A fixture day of services under auto scaling: the handler, real boto3 and real sockets."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.autoscaling.resources import ScalableId
from simulator.autoscaling.tracking import TrackingPolicy
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from tests.unit.prescaler.reached import reached, run, tick

MINUTE = timedelta(minutes=1)
REGISTER = "autoscaling.RegisterScalableTarget"
KICKOFF = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)
CLOSES = KICKOFF + timedelta(hours=2, minutes=30)
# Each dimension with its names in auto scaling, its baseline, its level and its lead in minutes.
LINKS = {
    "web.tasks": (("service/prod/web", "ecs:service:DesiredCount"), 4, 30, 5),
    "ledger.replicas": (("cluster:ledger", "rds:cluster:ReadReplicaCount"), 1, 3, 20),
    "odds.shards": (
        ("replication-group/odds", "elasticache:replication-group:NodeGroups"),
        2,
        4,
        30,
    ),
    "odds.replicas": (
        ("replication-group/odds", "elasticache:replication-group:Replicas"),
        1,
        2,
        30,
    ),
    "bets.write": (
        ("keyspace/betting/table/bets", "cassandra:table:WriteCapacityUnits"),
        20,
        500,
        15,
    ),
    "model.instances": (
        ("endpoint/Odds/variant/AllTraffic", "sagemaker:variant:DesiredInstanceCount"),
        *(1, 3, 15),
    ),
    "fleet.capacity": (("fleet/traders", "appstream:fleet:DesiredCapacity"), 1, 5, 15),
}
PROVEN = LINKS.keys() - {"fleet.capacity"}
CALENDAR = """
version: 1
targets:
  web: {ecs: prod/web, tasks: {baseline: 4, max: 60}}
  ledger: {aurora: ledger, replicas: {baseline: 1, max: 8}}
  odds:
    elasticache: odds
    shards: {baseline: 2, max: 10}
    replicas: {baseline: 1, max: 5}
  bets: {keyspaces: betting/bets, write: {baseline: 20, max: 2000}}
  model: {sagemaker: Odds/AllTraffic, instances: {baseline: 1, max: 6}}
  fleet:
    scalable:
      namespace: appstream
      resource: fleet/traders
      dimension: appstream:fleet:DesiredCapacity
    capacity: {baseline: 1, max: 9}
profiles:
  final:
    lasts: 2h
    lead: 10m
    tail: 30m
    demand:
      web: {tasks: 30}
      ledger: {replicas: 3}
      odds: {shards: 4, replicas: 2}
      bets: {write: 500}
      model: {instances: 3}
      fleet: {capacity: 5}
fixtures:
  - {name: Final, kickoff: 2026-12-05 15:00, profile: final}
"""


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    cloud = Cloud(Clock(KICKOFF - 40 * MINUTE))
    cloud.add_table("leases", key="lease")
    for (resource, dimension), baseline, _, _ in LINKS.values():
        cloud.add_service(resource, dimension, baseline, minimum=baseline, maximum=2000)
    (tmp_path / "config.yaml").write_text(CALENDAR)
    with reached(cloud, tmp_path / "config.yaml"):
        yield cloud


def counts(cloud: Cloud) -> dict[str, int]:
    """The capacity that serves now, by dimension."""
    return {
        name: cloud.services[ScalableId(*names)].reached(cloud.now)
        for name, (names, *_) in LINKS.items()
    }


def minimums(cloud: Cloud) -> dict[str, int]:
    return {
        name: cloud.autoscaling.targets[ScalableId(*names)].minimum
        for name, (names, *_) in LINKS.items()
    }


BASELINES = {name: baseline for name, (_, baseline, _, _) in LINKS.items()}
LEVELS = {name: level for name, (_, _, level, _) in LINKS.items()}


def test_each_service_is_raised_read_back_and_its_minimum_restored(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)
    assert counts(cloud) == LEVELS

    run(cloud, CLOSES, CLOSES + 3 * MINUTE)
    assert minimums(cloud) == BASELINES
    items, _ = cloud.items("leases").scan(None, None)
    assert [each["lease"]["S"] for each in items if each.get("standing", {}).get("BOOL")] == []

    published = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    margins = {
        f"{each['Target']}.{each['Dimension']}": each["ReadyMargin"][0]
        for each in published
        if "ReadyMargin" in each
    }
    assert margins.keys() == PROVEN
    assert min(margins.values()) > 5
    assert {each["TargetErrors"][0] for each in published if "TargetErrors" in each} == {0}


def test_a_raise_begins_as_early_as_its_service_needs(cloud: Cloud) -> None:
    begun: dict[str, int] = {}
    for minute in range(40, 0, -1):
        for name, line in tick(cloud, KICKOFF - minute * MINUTE).items():
            if line["action"] == "raise":
                begun.setdefault(name, minute)

    leads = {name: max(lead, 10) for name, (*_, lead) in LINKS.items()}
    assert begun.keys() == leads.keys()
    # A dimension with a long lead is read every five minutes.
    assert all(0 <= leads[name] - minute < 5 for name, minute in begun.items())


@pytest.mark.parametrize("name", sorted(PROVEN))
def test_a_raise_that_was_accepted_is_not_ready_until_the_service_has_it(
    cloud: Cloud, name: str
) -> None:
    """The count arrives three minutes after it was registered."""
    _, baseline, level, _ = LINKS[name]
    lines = run(cloud, KICKOFF - 40 * MINUTE, KICKOFF - 5 * MINUTE)
    seen = [line[name] for line in lines if name in line]
    begun = next(number for number, each in enumerate(seen) if each["action"] == "raise")

    on_its_way = [(each["outcome"], each["provisioned"]) for each in seen[begun : begun + 3]]
    assert on_its_way == [("requested", baseline)] * 3
    assert ("ready", level) in [(each["outcome"], each["provisioned"]) for each in seen[begun:]]


def test_a_minimum_is_registered_once_where_the_service_takes_it(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 40 * MINUTE, KICKOFF)

    calls = [each.parameters for each in cloud.calls if each.operation == REGISTER]
    registered = Counter(each["ScalableDimension"] for each in calls)
    once = {dimension for name, ((_, dimension), *_) in LINKS.items() if "odds" not in name}
    assert {dimension: registered[dimension] for dimension in once} == dict.fromkeys(once, 1)
    # The cache takes one change at a time, so its second minimum is registered twice.
    assert registered.total() == len(LINKS) + 1


def test_a_capacity_that_no_call_proves_is_said_to_be_unproven(cloud: Cloud) -> None:
    line = run(cloud, KICKOFF - 15 * MINUTE, KICKOFF)[-1]

    assert all(each["outcome"] == "ready" for name, each in line.items() if name in PROVEN)
    unproven = tick(cloud, KICKOFF)["fleet.capacity"]
    assert unproven["outcome"] == "unproven"
    assert "no call that kickoff knows proves" in unproven["message"]


def test_the_scaling_policy_removes_what_the_minimum_no_longer_holds(cloud: Cloud) -> None:
    names = ScalableId(*LINKS["web.tasks"][0])
    cloud.autoscaling.put_policy(names, TrackingPolicy("cpu", 60))
    run(cloud, KICKOFF - 15 * MINUTE, KICKOFF)
    run(cloud, CLOSES, CLOSES + 20 * MINUTE)

    after = counts(cloud)
    assert after["web.tasks"] == 4
    assert after["ledger.replicas"] == 3  # it has no policy


def test_tasks_that_are_busy_after_the_end_keep_their_minimum(cloud: Cloud) -> None:
    run(cloud, KICKOFF - 15 * MINUTE, KICKOFF)
    service = {"ClusterName": "prod", "ServiceName": "web"}
    for minute in range(1, 8):
        cloud.published.note("CPUUtilization", service, 60, CLOSES - minute * MINUTE)

    line = tick(cloud, CLOSES)["web.tasks"]

    assert (line["action"], line["outcome"]) == ("wait", "waiting")
    assert "18 were in use" in line["message"]
    assert minimums(cloud)["web.tasks"] == 30


def test_a_minimum_registered_while_the_cache_is_modified_is_registered_again(
    cloud: Cloud,
) -> None:
    shards = cloud.services[ScalableId(*LINKS["odds.shards"][0])]
    shards.set_capacity(3, KICKOFF - 31 * MINUTE)  # somebody else resizes it
    cloud.advance(KICKOFF - 30 * MINUTE)

    run(cloud, KICKOFF - 30 * MINUTE, KICKOFF - 20 * MINUTE)

    assert counts(cloud)["odds.shards"] == 4


def test_a_service_that_cannot_be_read_is_raised_and_reported(cloud: Cloud) -> None:
    cloud.faults.stand(lambda call: call.operation == "ecs.DescribeServices", Fault.DENIED)

    line = tick(cloud, KICKOFF - 10 * MINUTE)["web.tasks"]

    assert (line["action"], line["outcome"]) == ("raise", "denied")
    assert minimums(cloud)["web.tasks"] == 30
