"""The replicas of an Aurora cluster."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric
from kickoff.calendar import AuroraTarget
from kickoff.outcome import Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Resource
from prescaler.resources.base import TargetName
from prescaler.resources.scalable import ServiceCapacity, missing

_SCALABLE = "rds:cluster:ReadReplicaCount"
# A new replica shares the cluster's volume: its instance starts within some minutes, an assumption.
_LEAD = timedelta(minutes=20)
_WRITER = 1
_ADDED = "db:application-autoscaling-*"


class AuroraReplicas(ServiceCapacity):
    """The least number of replicas; instances with the status `available` prove them.

    Auto scaling removes only replicas that it added.
    """

    scalable = frozenset((_SCALABLE,))
    nouns = "clusters"
    actions = (
        "rds:AddTagsToResource",
        "rds:CreateDBInstance",
        "rds:DeleteDBInstance",
        "rds:DescribeDBClusters",
    )
    usual_lead = _LEAD
    leads = (_LEAD,)
    in_percent = True
    default_quota = 15  # replicas of a cluster (Aurora User Guide)
    price_depends_on = "the class of an instance"

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `replicas`."""
        if isinstance(target, AuroraTarget) and target.replicas is not None:
            resource = f"cluster:{target.aurora}"
            yield Dimension(Key(name, "replicas"), target.place, resource, _SCALABLE)

    def arns(self, resource: Resource) -> tuple[tuple[str, str], ...]:
        """The cluster, and the instances that auto scaling adds, by the prefix of their names."""
        return ((resource.service, resource.name), (resource.service, _ADDED))

    def metrics(self, dimension: Dimension) -> tuple[Metric | None, Metric | None]:
        """The CPU utilisation of the cluster's readers, in percent."""
        named = (("DBClusterIdentifier", _cluster(dimension.group)), ("Role", "READER"))
        return Metric("AWS/RDS", "CPUUtilization", named, "Average"), None

    def target_of(self, resource: str, scalable: str) -> TargetName:
        """The identifier of the cluster."""
        return TargetName("aurora", resource.removeprefix("cluster:"), "replicas")

    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the instances of the cluster."""
        return dict.fromkeys(dimensions, _described(clients, resource))


def _described(clients: Clients, resource: Resource) -> Capacity | Outcome:
    cluster = _cluster(resource)
    named = [{"Name": "db-cluster-id", "Values": [cluster]}]
    with clients.calling(resource.place, f"rds:DescribeDBInstances of {cluster}"):
        pages = clients.client("rds", resource.place).get_paginator("describe_db_instances")
        found = [each for page in pages.paginate(Filters=named) for each in page["DBInstances"]]
    if not found:
        return missing(resource)
    states = [each["DBInstanceStatus"] for each in found]
    available, known = states.count("available"), len(states) - states.count("deleting")
    return Capacity(
        max(0, available - _WRITER),
        active=True,
        requested=max(0, known - _WRITER),
        note=", ".join(sorted({each for each in states if each != "available"})),
    )


def _cluster(resource: Resource) -> str:
    return resource.name.partition(":")[2]
