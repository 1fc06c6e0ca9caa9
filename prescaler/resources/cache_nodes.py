"""Shards and replicas of an ElastiCache replication group."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from kickoff.aws.clients import Clients
from kickoff.calendar import ElastiCacheTarget
from kickoff.outcome import Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Resource
from prescaler.resources.base import TargetName
from prescaler.resources.scalable import ServiceCapacity

_GROUP = "elasticache:replication-group"
_SHARDS, _REPLICAS = f"{_GROUP}:NodeGroups", f"{_GROUP}:Replicas"
# Slots move to new shards while they serve; replicas copy their shard's data: an assumption.
_LEAD = timedelta(minutes=30)
_AVAILABLE = "available"
_PRIMARY = 1


class CacheNodes(ServiceCapacity):
    """The least number of shards, or of replicas in each; the group's description proves them.

    A group that is being modified takes no other change: a minimum registered meanwhile is
    registered again.
    """

    scalable = frozenset((_SHARDS, _REPLICAS))
    nouns = "replication groups"
    actions = (
        "elasticache:DecreaseReplicaCount",
        "elasticache:DescribeReplicationGroups",
        "elasticache:IncreaseReplicaCount",
        "elasticache:ModifyReplicationGroupShardConfiguration",
    )
    usual_lead = _LEAD
    leads = (_LEAD,)
    price_depends_on = "the type of a node"

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """`shards`, and `replicas` of each shard."""
        if not isinstance(target, ElastiCacheTarget):
            return
        resource = f"replication-group/{target.elasticache}"
        named = {"shards": _SHARDS, "replicas": _REPLICAS}
        for dimension in target.capacities():
            yield Dimension(Key(name, dimension), target.place, resource, named[dimension])

    def arns(self, resource: Resource) -> tuple[tuple[str, str], ...]:
        """IAM writes the type of the resource as one word."""
        return ((resource.service, f"replicationgroup:{_group(resource)}"),)

    def target_of(self, resource: str, scalable: str) -> TargetName:
        """The identifier of the group."""
        level = "replicas" if scalable == _REPLICAS else "shards"
        return TargetName("elasticache", resource.removeprefix("replication-group/"), level)

    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Describe the group once for both dimensions."""
        name = _group(resource)
        action = f"elasticache:DescribeReplicationGroups of {name}"
        with clients.calling(resource.place, action):
            client = clients.client("elasticache", resource.place)
            found = client.describe_replication_groups(ReplicationGroupId=name)
        group = found["ReplicationGroups"][0]
        return {each: _described(group, each) for each in dimensions}


def _described(group: Mapping[str, Any], dimension: Dimension) -> Capacity:
    """Shards that are available; or the fewest replicas that one of them has."""
    shards = [each for each in group["NodeGroups"] if each["Status"] == _AVAILABLE]
    count = len(shards)
    if dimension.scalable == _REPLICAS:
        members = (len(each.get("NodeGroupMembers", ())) for each in shards)
        count = min((each - _PRIMARY for each in members), default=0)
    return Capacity(count, active=group["Status"] == _AVAILABLE, note=group["Status"])


def _group(resource: Resource) -> str:
    return resource.name.partition("/")[2]
