"""Read and write capacity of an Amazon Keyspaces table in provisioned mode."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric
from kickoff.calendar import KeyspacesTarget
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension, Resource
from prescaler.resources.base import TargetName
from prescaler.resources.scalable import ServiceCapacity

_UNITS = {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}
_HALVES = {f"cassandra:table:{units}": half for half, units in _UNITS.items()}
_LEAD = timedelta(minutes=15)  # an assumption, as of a DynamoDB table that doubles


class KeyspacesTable(ServiceCapacity):
    """The least capacity units of a table; its description proves them."""

    scalable = frozenset(_HALVES)
    nouns = "tables"
    actions = ("cassandra:Alter", "cassandra:Select")
    metric_seconds = MINUTE_S
    usual_lead = _LEAD
    leads = (_LEAD,)
    default_quota = 40_000  # units of a table (Amazon Keyspaces quotas)
    price_depends_on = "the region"

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """`read` and `write`."""
        if not isinstance(target, KeyspacesTarget):
            return
        keyspace, table = target.keyspaces.split("/")
        for half in target.capacities():
            resource = f"keyspace/{keyspace}/table/{table}"
            scalable = f"cassandra:table:{_UNITS[half]}"
            yield Dimension(Key(name, half), target.place, resource, scalable)

    def arns(self, resource: Resource) -> tuple[tuple[str, str], ...]:
        """A path that begins with a slash."""
        return ((resource.service, f"/{resource.name}"),)

    def metrics(self, dimension: Dimension) -> tuple[Metric | None, Metric | None]:
        """Consumed capacity units, as the sum of a minute."""
        keyspace, table = _names(dimension.group)
        named = (("Keyspace", keyspace), ("TableName", table))
        name = f"Consumed{_UNITS[_HALVES[dimension.scalable]]}"
        return Metric("AWS/Cassandra", name, named, "Sum"), None

    def target_of(self, resource: str, scalable: str) -> TargetName:
        """KEYSPACE/TABLE."""
        _, keyspace, _, table = resource.split("/")
        return TargetName("keyspaces", f"{keyspace}/{table}", _HALVES[scalable])

    def describe(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Describe the table once for both halves."""
        keyspace, table = _names(resource)
        with clients.calling(resource.place, f"cassandra:Select of {keyspace}.{table}"):
            client = clients.client("keyspaces", resource.place)
            found = client.get_table(keyspaceName=keyspace, tableName=table)
        capacity = found["capacitySpecification"]
        if capacity["throughputMode"] != "PROVISIONED":
            text = f"{keyspace}.{table} is on-demand: there is no provisioned capacity to raise"
            return dict.fromkeys(dimensions, Outcome(Code.INVALID, text))
        active = found["status"] == "ACTIVE"
        return {
            each: Capacity(capacity[f"{_HALVES[each.scalable]}CapacityUnits"], active)
            for each in dimensions
        }


def _names(resource: Resource) -> tuple[str, str]:
    """Keyspace and table."""
    _, keyspace, _, table = resource.name.split("/")
    return keyspace, table
