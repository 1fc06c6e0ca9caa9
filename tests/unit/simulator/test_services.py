"""Services under auto scaling, read over real boto3."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from tests.unit.simulator.times import NOON

MINUTE = timedelta(minutes=1)
GROUP = "replication-group/odds"


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud(Clock(NOON))
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


def client(service: str) -> Any:  # noqa: ANN401 (no stubs are installed)
    return boto3.client(service, region_name="eu-west-1")  # type: ignore[call-overload]


def raise_(resource: str, dimension: str, minimum: int) -> None:
    client("application-autoscaling").register_scalable_target(
        ServiceNamespace=dimension.partition(":")[0],
        ResourceId=resource,
        ScalableDimension=dimension,
        MinCapacity=minimum,
    )


def test_a_registered_minimum_requests_tasks_that_run_later(cloud: Cloud) -> None:
    cloud.add_service("service/prod/web", "ecs:service:DesiredCount", 4, minimum=4, maximum=60)
    raise_("service/prod/web", "ecs:service:DesiredCount", 30)

    def counts() -> tuple[int, int, int]:
        [web] = client("ecs").describe_services(cluster="prod", services=["web"])["services"]
        return web["desiredCount"], web["runningCount"], web["pendingCount"]

    assert counts() == (30, 4, 26)
    cloud.advance(NOON + 3 * MINUTE)
    assert counts() == (30, 30, 0)


def test_a_missing_ecs_service_is_a_failure_in_the_answer(cloud: Cloud) -> None:
    assert cloud.services == {}
    answer = client("ecs").describe_services(cluster="prod", services=["web"])
    assert (answer["services"], answer["failures"][0]["reason"]) == ([], "MISSING")


def test_eleven_services_in_one_call_are_refused(cloud: Cloud) -> None:
    assert cloud.services == {}
    with pytest.raises(ClientError, match="at most 10"):
        client("ecs").describe_services(cluster="prod", services=[f"s{n}" for n in range(11)])


def test_replicas_are_creating_then_available(cloud: Cloud) -> None:
    cloud.add_service("cluster:ledger", "rds:cluster:ReadReplicaCount", 1, minimum=1, maximum=8)
    raise_("cluster:ledger", "rds:cluster:ReadReplicaCount", 3)

    def states() -> list[str]:
        named = [{"Name": "db-cluster-id", "Values": ["ledger"]}]
        found = client("rds").describe_db_instances(Filters=named)["DBInstances"]
        return [each["DBInstanceStatus"] for each in found]

    assert states() == ["available", "available", "creating", "creating"]
    cloud.advance(NOON + 3 * MINUTE)
    assert states() == ["available"] * 4


def test_a_cache_that_is_modified_takes_no_other_change(cloud: Cloud) -> None:
    shards, replicas = (f"elasticache:replication-group:{n}" for n in ("NodeGroups", "Replicas"))
    cloud.add_service(GROUP, shards, 2, minimum=2, maximum=10)
    cloud.add_service(GROUP, replicas, 1, minimum=1, maximum=5)
    raise_(GROUP, shards, 4)
    raise_(GROUP, replicas, 2)

    def described() -> tuple[str, int, int]:
        answer = client("elasticache").describe_replication_groups(ReplicationGroupId="odds")
        [group] = answer["ReplicationGroups"]
        nodes = group["NodeGroups"]
        return group["Status"], len(nodes), len(nodes[0]["NodeGroupMembers"]) - 1

    assert described() == ("modifying", 2, 1)
    cloud.advance(NOON + 3 * MINUTE)
    assert described() == ("available", 4, 1)
    raise_(GROUP, replicas, 2)
    cloud.advance(NOON + 6 * MINUTE)
    assert described() == ("available", 4, 2)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code"),
    [
        (
            "elasticache",
            "describe_replication_groups",
            {"ReplicationGroupId": "x"},
            "NotFoundFault",
        ),
        ("keyspaces", "get_table", {"keyspaceName": "bets", "tableName": "x"}, "NotFoundException"),
        ("sagemaker", "describe_endpoint", {"EndpointName": "x"}, "ValidationException"),
        ("kinesis", "describe_stream_summary", {"StreamName": "x"}, "NotFoundException"),
    ],
)
def test_a_missing_resource_is_named(
    cloud: Cloud, service: str, operation: str, parameters: dict[str, str], code: str
) -> None:
    assert cloud.services == {}
    with pytest.raises(ClientError, match=code):
        getattr(client(service), operation)(**parameters)
