"""Reads of services with a JSON protocol: Amazon ECS, SageMaker, Amazon Keyspaces."""

from datetime import datetime
from typing import Any

from simulator.autoscaling.services import ServiceCount
from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire.arrival import fault_errors
from simulator.wire.json_rpc import JsonOperation, JsonService, Parameters

_ACCOUNT = "123456789012"
_CREATED = 1_780_000_000
_ERRORS = fault_errors(
    ServiceError("InternalServerException", "The service failed", status=500),
    ServiceError("ThrottlingException", "Rate exceeded"),
)
_CONTENT = "application/x-amz-json-1.1"


def _describe_services(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    """At most ten services; a missing one is a failure in the answer."""
    cluster, names = parameters["cluster"], parameters["services"]
    if len(names) > 10:  # noqa: PLR2004 (documented)
        raise ServiceError("InvalidParameterException", "services can have at most 10 items")
    found, failures = [], []
    for name in names:
        count = cloud.service(f"service/{cluster}/{name}", "ecs:service:DesiredCount")
        arn = f"arn:aws:ecs:{cloud.region}:{_ACCOUNT}:service/{cluster}/{name}"
        if count is None:
            failures.append({"arn": arn, "reason": "MISSING"})
        else:
            found.append({"serviceName": name, "serviceArn": arn, **_tasks(count, cloud.now)})
    return {"services": found, "failures": failures}


def _tasks(count: ServiceCount, now: datetime) -> dict[str, Any]:
    running = count.reached(now)
    return {
        "status": "ACTIVE",
        "desiredCount": count.requested,
        "runningCount": running,
        "pendingCount": max(0, count.requested - running),
    }


def _describe_endpoint(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    name = parameters["EndpointName"]
    prefix = f"endpoint/{name}/variant/"
    variants = {
        each.resource.removeprefix(prefix): count
        for each, count in cloud.services.items()
        if each.resource.startswith(prefix)
    }
    if not variants:
        raise ServiceError("ValidationException", f'Could not find endpoint "{name}".')
    changes = any(count.changes(cloud.now) for count in variants.values())
    return {
        "EndpointName": name,
        "EndpointArn": f"arn:aws:sagemaker:{cloud.region}:{_ACCOUNT}:endpoint/{name.lower()}",
        "EndpointStatus": "Updating" if changes else "InService",
        "CreationTime": _CREATED,
        "LastModifiedTime": _CREATED,
        "ProductionVariants": [
            {
                "VariantName": variant,
                "CurrentInstanceCount": count.reached(cloud.now),
                "DesiredInstanceCount": count.requested,
            }
            for variant, count in variants.items()
        ],
    }


def _get_table(cloud: Cloud, parameters: Parameters) -> dict[str, Any]:
    keyspace, table = parameters["keyspaceName"], parameters["tableName"]
    resource = f"keyspace/{keyspace}/table/{table}"
    halves = {
        half: count
        for half in ("Read", "Write")
        if (count := cloud.service(resource, f"cassandra:table:{half}CapacityUnits"))
    }
    if not halves:
        raise ServiceError("ResourceNotFoundException", f"Table {keyspace}.{table} not found")
    changes = any(count.changes(cloud.now) for count in halves.values())
    return {
        "keyspaceName": keyspace,
        "tableName": table,
        "resourceArn": f"arn:aws:cassandra:{cloud.region}:{_ACCOUNT}:/{resource}",
        "status": "UPDATING" if changes else "ACTIVE",
        "capacitySpecification": {
            "throughputMode": "PROVISIONED",
            **{f"{h.lower()}CapacityUnits": each.reached(cloud.now) for h, each in halves.items()},
        },
    }


ECS = JsonService(
    "ecs",
    _CONTENT,
    {"DescribeServices": JsonOperation(_describe_services, frozenset({"cluster", "services"}))},
    _ERRORS,
)
SAGEMAKER = JsonService(
    "sagemaker",
    _CONTENT,
    {"DescribeEndpoint": JsonOperation(_describe_endpoint, frozenset({"EndpointName"}))},
    _ERRORS,
)
KEYSPACES = JsonService(
    "keyspaces",
    "application/x-amz-json-1.0",
    {"GetTable": JsonOperation(_get_table, frozenset({"keyspaceName", "tableName"}))},
    _ERRORS,
)
