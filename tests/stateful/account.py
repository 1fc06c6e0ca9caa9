"""The machine's account: a target of every kind, and the live state of each dimension."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from kickoff.timeline import Key
from simulator.autoscaling.resources import ScalableId
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.dynamodb.conditions import Item
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError
from simulator.traits import Traits
from tests.stateful.calendars import AUTOSCALED, CONCURRENT, EVERY, ON_DEMAND

LEASES = "leases"
_ABOVE_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of a dimension: bounds under auto scaling, otherwise the requested units."""

    minimum: int
    maximum: int = _ABOVE_ALL


def account(now: datetime) -> Cloud:
    """A cloud in its initial state."""
    cloud = Cloud(Clock(now))
    cloud.add_table(LEASES, key="lease")
    cloud.add_table("prices", read=50, write=30, indexes={"by-fixture": (5, 10)})
    cloud.add_table("bets", read=5, write=30)
    cloud.add_table("odds", read=10, write=5)
    cloud.add_on_demand_table("surge")
    cloud.add_function("settlement", traits=Traits(provisioned={"live": 2}))
    for key, kept in AUTOSCALED.items():
        cloud.register(*key, minimum=kept.found, maximum=kept.ceiling)
    return cloud


def floors(cloud: Cloud) -> dict[Key, Floor]:
    """The floor of every dimension, in force or in progress."""
    return {key: _floor(cloud, key) for key in EVERY}


def asked(cloud: Cloud) -> dict[Key, int]:
    """The units of the auto-scaled dimensions, in force or in progress."""
    return {key: cloud.table(key.target).requested(key.dimension, cloud.now) for key in AUTOSCALED}


def live(cloud: Cloud, key: Key) -> int:
    """The live capacity of a dimension."""
    if key in CONCURRENT:
        return cloud.functions[key.target].provisioning.allocated("live", cloud.now)
    return cloud.capacity(*key)


def standing_leases(cloud: Cloud) -> dict[Key, int]:
    """The minimum found by each standing lease, by dimension."""
    items, _ = cloud.items(LEASES).scan(None, None)
    leases = [each for each in items if each.get("standing") == {"BOOL": True}]
    return {_key(each): int(each["found"]["M"]["minimum"]["N"]) for each in leases}


def set_by_somebody(cloud: Cloud, key: Key, units: int) -> None:
    """Set the floor as somebody else; AWS may refuse it."""
    with suppress(ServiceError):
        if key in AUTOSCALED:
            scalable = ScalableId.of(*key)
            maximum = max(units, cloud.autoscaling.targets[scalable].maximum)
            cloud.autoscaling.register(scalable, units, maximum, cloud.now)
        elif key in CONCURRENT:
            cloud.functions.provision(key.target, "live", units, cloud.now)
        elif key not in ON_DEMAND:
            cloud.table(key.target).set_capacity(key.dimension, units, cloud.now)


def spend_decreases(cloud: Cloud, key: Key, times: int) -> None:
    """Lower and raise units as somebody else or auto scaling; AWS may refuse it."""
    index = key.dimension.rpartition(".")[0] or None
    provisioned = cloud.table(key.target).parts[index].provisioned
    assert provisioned is not None, f"{key} has no decreases to spend"
    with suppress(ServiceError):
        for _ in range(times):
            provisioned.decreases.check(cloud.now)
            provisioned.count(TableUnits(0, 0), cloud.now)


def _floor(cloud: Cloud, key: Key) -> Floor:
    if key in AUTOSCALED:
        target = cloud.autoscaling.targets[ScalableId.of(*key)]
        return Floor(target.minimum, target.maximum)
    if key in CONCURRENT:
        return Floor(cloud.functions[key.target].provisioning.requested("live"))
    table = cloud.table(key.target)
    return Floor(table.requested(key.dimension, cloud.now))


def _key(lease: Item) -> Key:
    """The dimension of a stored lease."""
    target, dimension = lease["dimension"]["M"]["key"]["L"]
    return Key(target["S"], dimension["S"])
