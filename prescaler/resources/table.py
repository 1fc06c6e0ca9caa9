"""DynamoDB tables and indexes, as far as their three kinds are alike."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from kickoff.aws.clients import Clients
from kickoff.aws.metrics import MINUTE_S, Metric, consumed, throttled
from kickoff.aws.place import region_of
from kickoff.calendar import Billing, TableTarget
from kickoff.outcome import Code, Outcome
from kickoff.pricing.prices import prices_of
from kickoff.timeline import Key
from prescaler.adapters.tables import (
    UNITS,
    describe,
    has_own_reads,
    index_name,
    is_read,
    other_replicas,
    table_name,
)
from prescaler.model import Capacity, Dimension, RecentConsumption, Resource, ScalingRequest
from prescaler.resources.base import ResourceKind
from prescaler.resources.table_units import update_units
from prescaler.resources.warm_throughput import buy, described_warmth

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        GlobalSecondaryIndexDescriptionTypeDef,
        ReplicaDescriptionTypeDef,
        TableDescriptionTypeDef,
    )

    Part = TableDescriptionTypeDef | GlobalSecondaryIndexDescriptionTypeDef

_ACTIVE = "ACTIVE"
_AN_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)
# DynamoDB allows each table, and each index, four decreases at any time of a UTC day, then one an
# hour after the last (recorded: findings 184 and 326).
DECREASES_AT_ANY_TIME = 4
# DynamoDB documents that a raise up to warm throughput is instant, and not how long a larger one
# takes: partitions split, and one is full at reads / 3,000 + writes / 1,000 = 1, a second. The
# leads are kickoff's own and meant to be safe: the largest raise, as a multiple of what the table
# takes at once, and its lead.
_READS_OF_A_PARTITION, _WRITES_OF_A_PARTITION = 3_000, 1_000
_LEADS = ((1, timedelta(0)), (2, timedelta(minutes=15)), (4, timedelta(minutes=30)))
_LONGEST = timedelta(minutes=60)


class TableKind(ResourceKind):
    """A DynamoDB table or an index of one."""

    scalable = frozenset(
        f"dynamodb:{part}:{units}" for part in ("table", "index") for units in UNITS.values()
    )
    bill_part = "DynamoDB"
    auto_scalable = True
    nouns = "tables"
    arn_parameter = "TableArns"
    actions = ("dynamodb:DescribeTable", "dynamodb:UpdateTable")
    metric_seconds = MINUTE_S
    leads = (timedelta(minutes=15), timedelta(minutes=30), _LONGEST)
    decreases_at_any_time: int | None = DECREASES_AT_ANY_TIME
    updates_at_once = 500

    def dimensions(self, name: str, target: object) -> Iterator[Dimension]:
        """Read and write capacity of the table and of its indexes."""
        if not isinstance(target, TableTarget):
            return
        for capacity in target.capacities():
            index, _, units = capacity.rpartition(".")
            resource = f"table/{target.table}" + (f"/index/{index}" if index else "")
            scalable = f"dynamodb:{'index' if index else 'table'}:{UNITS[units]}"
            yield Dimension(Key(name, capacity), target.place, resource, scalable)

    def may_prewarm(self, target: object) -> bool:
        """Return whether the target has `prewarm: true`."""
        return isinstance(target, TableTarget) and target.prewarm

    def lead(
        self, dimension: Dimension, capacity: Capacity, level: int, beside: int | None = None
    ) -> timedelta:
        """None up to warm throughput, or up to what one partition carries; else by the multiple.

        Reads and writes load the same partitions, so both count together.
        """
        partition = _READS_OF_A_PARTITION, _WRITES_OF_A_PARTITION
        own, other = partition if is_read(dimension) else partition[::-1]
        warm = max(capacity.warm or 0, capacity.provisioned)
        other_warm = max(capacity.other_warm or 0, capacity.other or 0)
        beside = (capacity.other or 0) if beside is None else beside
        partitions = max(1, warm / own + other_warm / other)
        multiple = max(level / max(warm, own), (level / own + beside / other) / partitions)
        return next((lead for most, lead in _LEADS if multiple <= most), _LONGEST)

    def shared_regions(self, dimension: Dimension, capacity: Capacity) -> tuple[str, ...]:
        """All replicas; those with reads of their own share only the writes."""
        if not is_read(dimension):
            return capacity.replicas
        return tuple(each for each in capacity.replicas if each not in capacity.own_reads)

    def companion(self, dimension: Dimension) -> Key:
        """The other half, read or write, of the same table or index."""
        index, dot, _ = dimension.key.dimension.rpartition(".")
        half = "write" if is_read(dimension) else "read"
        return Key(dimension.key.target, f"{index}{dot}{half}")

    def price_per_hour(self, dimension: Dimension, target: object = None) -> float:
        """The price of a capacity unit for an hour, in dollars."""
        return prices_of(dimension.place.region).capacity_cost(dimension.key.dimension, _AN_HOUR)

    def on_demand_price(self, dimension: Dimension) -> float:
        """The price of an on-demand request a second for an hour, in dollars."""
        return prices_of(dimension.place.region).requests_cost(dimension.key.dimension, _AN_HOUR)

    def is_on_demand(self, target: object) -> bool:
        """Return whether the target has `billing: on-demand`."""
        return isinstance(target, TableTarget) and target.billing is Billing.ON_DEMAND

    def price_of_warming(self, dimension: Dimension, capacity: Capacity, after: int) -> float:
        """The price of added warm throughput, paid once in each region of the table, in dollars."""
        own = region_of(capacity.arn) if capacity.arn else dimension.place.region
        return max(0, after - (capacity.warm or 0)) * sum(
            prices_of(region).warm_throughput_cost(reads=is_read(dimension))
            for region in (own, *capacity.replicas)
        )

    def decreases_left(self, capacity: Capacity, now: datetime) -> int | None:
        """The rest of the four, and one in each hour after them until midnight UTC."""
        at_any_time, made = self.decreases_at_any_time, capacity.decreases
        if at_any_time is None or made is None:
            return None
        hours = ceil((_midnight_after(now) - self.next_decrease(capacity, now)) / _AN_HOUR)
        return max(at_any_time - made, 1) - 1 + hours

    def next_decrease(self, capacity: Capacity, now: datetime) -> datetime:
        """Now for four of a UTC day, an hour after the last for the others; a new day has four."""
        at_any_time = self.decreases_at_any_time
        if at_any_time is None or not capacity.decreases or not capacity.decreased:
            return now
        if capacity.decreases < at_any_time:
            return now
        return max(now, min(capacity.decreased + _AN_HOUR, _midnight_after(now)))

    def metrics(self, dimension: Dimension) -> tuple[Metric, Metric]:
        """Consumed capacity units and throttled requests, as sums of a minute."""
        table, name = table_name(dimension.group), dimension.key.dimension
        return consumed(table, name), throttled(table, name)

    def consumption(self, consumed: Iterable[float], refused: Iterable[float]) -> RecentConsumption:
        """Units a second of the busiest minute, and all throttled requests."""
        return RecentConsumption(max(consumed, default=0.0) / self.metric_seconds, sum(refused))

    def read(
        self, clients: Clients, resource: Resource, dimensions: Collection[Dimension]
    ) -> Mapping[Dimension, Capacity | Outcome]:
        """Describe the table once for all its dimensions."""
        table = describe(clients, resource)
        if isinstance(table, Outcome):
            return dict.fromkeys(dimensions, table)
        return {each: described(table, each) for each in dimensions}

    def change(
        self, clients: Clients, resource: Resource, requests: Sequence[ScalingRequest]
    ) -> Mapping[Dimension, Outcome]:
        """Change the table with its indexes in one UpdateTable, and warm it in another."""
        failures: dict[Dimension, Outcome] = {}
        units = [each for each in requests if each.units is not None]
        warm = [each for each in requests if each.warm is not None]
        if units:
            failures |= update_units(clients, resource, units)
        if warm:
            failures |= buy(clients, resource, warm)
        return failures


def _midnight_after(now: datetime) -> datetime:
    """The end of a UTC day."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + _A_DAY


def described(table: "TableDescriptionTypeDef", dimension: Dimension) -> Capacity | Outcome:
    """The capacity of one dimension in the description of its table."""
    part: Part = table
    active = table["TableStatus"] == _ACTIVE
    name = index_name(dimension)
    if name is not None:
        indexes = {each["IndexName"]: each for each in table.get("GlobalSecondaryIndexes", ())}
        if name not in indexes:
            missing = f"table {table_name(dimension.group)} has no index {name}"
            return Outcome(Code.NOT_FOUND, missing)
        part, active = indexes[name], active and indexes[name]["IndexStatus"] == _ACTIVE
    replicas = other_replicas(table)
    if not is_read(dimension):  # all replicas share one write capacity
        active = active and all(each.get("ReplicaStatus", _ACTIVE) == _ACTIVE for each in replicas)
    if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
        return replace(
            _on_demand(part, dimension), replicas=_regions(replicas), arn=table.get("TableArn")
        )
    units = part["ProvisionedThroughput"]
    halves = units["ReadCapacityUnits"], units["WriteCapacityUnits"]
    own, other = halves if is_read(dimension) else halves[::-1]
    warm = described_warmth(part, reads=is_read(dimension))
    return Capacity(
        own,
        active,
        other=other,
        decreases=units.get("NumberOfDecreasesToday", 0),
        decreased=units.get("LastDecreaseDateTime"),
        warm=warm.own,
        other_warm=warm.other,
        warming=warm.updating,
        replicas=_regions(replicas),
        own_reads=_regions(each for each in replicas if has_own_reads(each, name)),
        arn=table.get("TableArn"),
    )


def _regions(replicas: Iterable["ReplicaDescriptionTypeDef"]) -> tuple[str, ...]:
    return tuple(each["RegionName"] for each in replicas)


def _on_demand(part: "Part", dimension: Dimension) -> Capacity:
    """Its warm throughput has a status of its own; the table's is about other changes."""
    warm = described_warmth(part, reads=is_read(dimension))
    cap = None
    if "OnDemandThroughput" in part:
        caps = part["OnDemandThroughput"]
        name = is_read(dimension)
        cap = caps.get("MaxReadRequestUnits") if name else caps.get("MaxWriteRequestUnits")
    cap = cap if cap and cap > 0 else None  # -1 means that a cap was removed
    return Capacity(
        warm.own or 0,
        not warm.updating,
        warm=warm.own,
        other_warm=warm.other,
        warming=warm.updating,
        cap=cap,
        on_demand=True,
    )
