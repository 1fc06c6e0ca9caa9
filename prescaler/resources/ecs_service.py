"""The tasks of an Amazon ECS service."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import Metric
from kickoff.calendar import EcsTarget
from kickoff.outcome import Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Resource
from prescaler.resources.base import TargetName
from prescaler.resources.scalable import ServiceCapacity, missing

_SCALABLE = "ecs:service:DesiredCount"
# An image is pulled and a health check passes within minutes: an assumption.
_LEAD = timedelta(minutes=5)


class EcsService(ServiceCapacity):
    """The least number of tasks of a service; `runningCount` proves them."""

    scalable = frozenset((_SCALABLE,))
    nouns = "services"
    actions = ("ecs:DescribeServices", "ecs:UpdateService")
    usual_lead = _LEAD
    leads = (_LEAD,)
    in_percent = True
    default_quota = 5_000  # tasks of a service (Amazon ECS service quotas)
    price_depends_on = "the size of a task"

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """One dimension, `tasks`."""
        if isinstance(target, EcsTarget) and target.tasks is not None:
            resource = f"service/{target.ecs}"
            yield Dimension(Key(name, "tasks"), target.place, resource, _SCALABLE)

    def metrics(self, dimension: Dimension) -> tuple[Metric | None, Metric | None]:
        """The CPU utilisation of the service, in percent."""
        cluster, service = _names(dimension.group)
        named = (("ClusterName", cluster), ("ServiceName", service))
        return Metric("AWS/ECS", "CPUUtilization", named, "Average"), None

    def target_of(self, resource: str, scalable: str) -> TargetName:
        """CLUSTER/SERVICE."""
        return TargetName("ecs", resource.removeprefix("service/"), "tasks")

    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Read the running and the desired tasks in one call of DescribeServices."""
        return dict.fromkeys(dimensions, _described(clients, resource))


def _described(clients: Clients, resource: Resource) -> Capacity | Outcome:
    cluster, service = _names(resource)
    with clients.calling(resource.place, f"ecs:DescribeServices of {cluster}/{service}"):
        client = clients.client("ecs", resource.place)
        found = client.describe_services(cluster=cluster, services=[service])["services"]
    active = [each for each in found if each["status"] == "ACTIVE"]
    if not active:
        return missing(resource)
    pending = active[0].get("pendingCount", 0)
    return Capacity(
        active[0]["runningCount"],
        active=True,
        requested=active[0]["desiredCount"],
        note=f"{pending} tasks are pending" if pending else "",
    )


def _names(resource: Resource) -> tuple[str, str]:
    """Cluster and service."""
    _, cluster, service = resource.name.split("/")
    return cluster, service
