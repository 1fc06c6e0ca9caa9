"""Services under auto scaling as targets of a first calendar."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from operations.discovery.first_calendar import first_calendar
from operations.discovery.services import (
    DiscoveredService,
    other_resources,
    registered_services,
)
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.unit.kickoff.files import utc

GROUP = "replication-group/odds"
SERVICES = (
    ("service/prod/web", "ecs:service:DesiredCount", 4, 60),
    ("cluster:ledger", "rds:cluster:ReadReplicaCount", 1, 8),
    (GROUP, "elasticache:replication-group:NodeGroups", 2, 10),
    (GROUP, "elasticache:replication-group:Replicas", 1, 5),
    ("keyspace/betting/table/bets", "cassandra:table:WriteCapacityUnits", 20, 2000),
    ("endpoint/Odds/variant/AllTraffic", "sagemaker:variant:DesiredInstanceCount", 1, 6),
    ("fleet/traders", "appstream:fleet:DesiredCapacity", 2, 9),
)


@pytest.fixture
def found() -> Iterator[list[DiscoveredService]]:
    cloud = Cloud(Clock(utc("2026-11-23 09:00")))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    for resource, dimension, minimum, maximum in SERVICES:
        cloud.add_service(resource, dimension, minimum, minimum=minimum, maximum=maximum)
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield registered_services(boto3.client("application-autoscaling"))


def test_each_service_is_found_by_the_key_of_its_target(found: list[DiscoveredService]) -> None:
    assert [(each.label, sorted(each.levels)) for each in found] == [
        ("aurora ledger", ["replicas"]),
        ("ecs prod/web", ["tasks"]),
        ("elasticache odds", ["replicas", "shards"]),
        ("keyspaces betting/bets", ["write"]),
        ("sagemaker Odds/AllTraffic", ["instances"]),
        ("scalable fleet/traders appstream:fleet:DesiredCapacity", ["capacity"]),
    ]


def test_the_first_calendar_has_the_registered_bounds(
    found: list[DiscoveredService], tmp_path: Path
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(first_calendar([], [], found, zone="UTC", days=7))

    bounds = load(path).bounds
    assert {key.target: (each.baseline, each.maximum) for key, each in bounds.items()} == {
        "aurora-ledger": (1, 8),
        "ecs-prod-web": (4, 60),
        "elasticache-odds": (1, 5),
        "keyspaces-betting-bets": (20, 2000),
        "sagemaker-Odds-AllTraffic": (1, 6),
        "scalable-fleet-traders-appstream-fleet-DesiredCapacity": (2, 9),
    }


def test_a_service_is_selected_by_the_arn_of_a_tagged_resource(
    found: list[DiscoveredService],
) -> None:
    tagged = ["arn:aws:ecs:eu-west-1:123456789012:service/prod/web"]
    assert [each.label for each in found if each.is_among(tagged)] == ["ecs prod/web"]


@pytest.fixture
def streams() -> Iterator[Cloud]:
    cloud = Cloud(Clock(utc("2026-11-23 09:00")))
    cloud.add_stream("bets", shards=4)
    cloud.add_stream("clicks", on_demand=True, warm=10)
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


def test_a_provisioned_stream_is_found_with_its_open_shards(streams: Cloud, tmp_path: Path) -> None:
    assert len(streams.streams) == 2
    found, unread = other_resources(Clients(Aws()), Place())
    path = tmp_path / "config.yaml"
    path.write_text(first_calendar([], [], found, zone="UTC", days=7))

    assert unread == []
    bounds = load(path).bounds
    assert [(key.target, each.baseline, each.maximum) for key, each in bounds.items()] == [
        ("stream-bets", 4, 100)
    ]
    assert found[0].is_among(["arn:aws:kinesis:eu-west-1:123456789012:stream/bets"])


def test_streams_that_cannot_be_listed_are_left_out_with_the_reason(streams: Cloud) -> None:
    streams.faults.stand(lambda call: call.operation == "kinesis.ListStreams", Fault.DENIED)

    found, [sentence] = other_resources(Clients(Aws()), Place())

    assert found == []
    assert sentence.startswith("streams are left out: ")
