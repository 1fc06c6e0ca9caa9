"""Global tables: replicas share the write capacity; each has its own read capacity."""

from datetime import timedelta
from typing import Any

import pytest

from kickoff.timeline import Key
from prescaler.model import Capacity
from prescaler.resources.registry import KINDS
from prescaler.resources.table import described
from simulator.autoscaling.resources import ScalableId
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, calendar, match, prices
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import World, account

MINUTE = timedelta(minutes=1)
WRITE = ScalableId.of("prices", "write")
REGIONS = {"europe": "eu-west-1", "america": "us-east-1"}
TARGETS = {
    name: prices(region=region, write={"baseline": 20, "max": 2000})
    for name, region in REGIONS.items()
}
EUROPE = match({Key("europe", "write"): 600, Key("europe", "read"): 900})
AMERICA = match(
    {Key("america", "write"): 400, Key("america", "read"): 300},
    name="Boston v Miami",
    kickoff=KICKOFF + timedelta(hours=1),
)
BOTH = calendar(EUROPE, AMERICA, targets=TARGETS)


@pytest.fixture
def world(connection: Connection) -> World:
    """One table in two regions: one write setting, two read settings."""
    europe, america = account(), account()
    america.clock, america.region = europe.clock, REGIONS["america"]
    europe.table("prices").replicas = {america.region: america.table("prices")}
    america.table("prices").replicas = {europe.region: europe.table("prices")}
    europe.register("prices", "write", minimum=20, maximum=4000)
    america.autoscaling.targets[WRITE] = europe.autoscaling.targets[WRITE]
    world = World(connection, europe)
    connection.elsewhere[america.region] = america
    return world


def write_minimum(world: World) -> int:
    return world.cloud.autoscaling.targets[WRITE].minimum


def test_the_write_capacity_of_a_region_stays_until_no_region_needs_it(world: World) -> None:
    world.run(BOTH, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    assert write_minimum(world) == 600
    world.run(BOTH, CLOSES, minutes=10)
    assert write_minimum(world) == 400
    world.run(BOTH, CLOSES + timedelta(hours=1), minutes=10)
    assert write_minimum(world) == 20


def test_write_capacity_never_dips_between_fixtures(world: World) -> None:
    world.run(BOTH, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    before = len(world.registered)

    world.run(BOTH, CLOSES, minutes=30)

    after = world.registered[before:]
    writes = [minimum for scalable, minimum, _ in after if scalable == WRITE]
    assert min(writes, default=400) == 400


def test_each_region_has_its_own_read_capacity(world: World) -> None:
    world.run(BOTH, OPENS, minutes=18)  # with an audit of each

    america = world.connection.elsewhere[REGIONS["america"]]
    assert world.minimum == 900
    assert america.autoscaling.targets[world.scalable].minimum == 50


def test_only_write_capacity_is_shared_by_the_replicas() -> None:
    table: Any = {
        "TableStatus": "ACTIVE",
        "ProvisionedThroughput": {"ReadCapacityUnits": 50, "WriteCapacityUnits": 20},
        "Replicas": [{"RegionName": "us-east-1", "ReplicaStatus": "UPDATING"}],
    }
    named = KINDS.dimensions(BOTH)

    read, write = (described(table, named[Key("europe", each)]) for each in ("read", "write"))

    assert isinstance(read, Capacity)
    assert isinstance(write, Capacity)
    assert (read.replicas, read.active) == ((), True)
    assert (write.replicas, write.active) == (("us-east-1",), False)
