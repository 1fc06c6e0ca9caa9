"""Reads of Amazon RDS and Amazon ElastiCache, as XML."""

from collections.abc import Mapping
from datetime import datetime

from simulator.autoscaling.services import ServiceCount
from simulator.cloud import Cloud
from simulator.errors import ServiceError

_GROUP = "elasticache:replication-group"


def instances(cloud: Cloud, parameters: Mapping[str, str]) -> str:
    """The instances of one cluster: a writer and its replicas; none of an unknown cluster."""
    cluster = parameters["Filters.Filter.1.Values.Value.1"]
    replicas = cloud.service(f"cluster:{cluster}", "rds:cluster:ReadReplicaCount")
    states = ["available", *_states(replicas, cloud.now)] if replicas else []
    rows = (
        f"<DBInstance><DBInstanceIdentifier>{cluster}-{number}</DBInstanceIdentifier>"
        f"<DBInstanceStatus>{state}</DBInstanceStatus></DBInstance>"
        for number, state in enumerate(states)
    )
    return f"<DBInstances>{''.join(rows)}</DBInstances>"


def _states(replicas: ServiceCount, now: datetime) -> list[str]:
    reached = replicas.reached(now)
    available = min(reached, replicas.requested)
    creating = max(0, replicas.requested - reached)
    deleting = max(0, reached - replicas.requested)
    return ["available"] * available + ["creating"] * creating + ["deleting"] * deleting


def replication_groups(cloud: Cloud, parameters: Mapping[str, str]) -> str:
    """One replication group with its shards, and the nodes of each.

    Raises:
        ServiceError: ReplicationGroupNotFoundFault.
    """
    name = parameters["ReplicationGroupId"]
    resource = f"replication-group/{name}"
    shards = cloud.service(resource, f"{_GROUP}:NodeGroups")
    replicas = cloud.service(resource, f"{_GROUP}:Replicas")
    if shards is None and replicas is None:
        message = f"ReplicationGroup {name} not found."
        raise ServiceError("ReplicationGroupNotFoundFault", message, status=404)
    changes = any(each.changes(cloud.now) for each in (shards, replicas) if each)
    nodes = 1 + (replicas.reached(cloud.now) if replicas else 0)
    members = "".join(
        f"<NodeGroupMember>{_node(name, each)}</NodeGroupMember>" for each in range(nodes)
    )
    groups = "".join(
        f"<NodeGroup><NodeGroupId>{number:04}</NodeGroupId><Status>available</Status>"
        f"<NodeGroupMembers>{members}</NodeGroupMembers></NodeGroup>"
        for number in range(shards.reached(cloud.now) if shards else 1)
    )
    status = "modifying" if changes else "available"
    return (
        f"<ReplicationGroups><ReplicationGroup><ReplicationGroupId>{name}</ReplicationGroupId>"
        f"<Status>{status}</Status><NodeGroups>{groups}</NodeGroups></ReplicationGroup>"
        "</ReplicationGroups>"
    )


def _node(group: str, number: int) -> str:
    return f"<CacheClusterId>{group}-{number:03}</CacheClusterId>"
