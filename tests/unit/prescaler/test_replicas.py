"""Global tables: replicas share write capacity, and reads without a scaling target of their own."""

from datetime import timedelta
from typing import Any

import pytest

from kickoff.timeline import Key
from prescaler.model import Capacity, Code
from prescaler.resources.autoscaled_table import AutoScaledTable
from prescaler.resources.provisioned_table import ProvisionedTable
from prescaler.resources.registry import KINDS
from prescaler.resources.table import described
from simulator.autoscaling.resources import ScalableId
from simulator.dynamodb.throughput import UnitsServed
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


def in_two_regions(connection: Connection, *, reads_scaled: bool = True) -> World:
    """One table in two regions; auto scaling has the writes, and the reads if `reads_scaled`."""
    europe, america = account(autoscaled=False), account(autoscaled=False)
    america.clock, america.region = europe.clock, REGIONS["america"]
    europe.table("prices").replicas = {america.region: america.table("prices")}
    america.table("prices").replicas = {europe.region: europe.table("prices")}
    europe.register("prices", "write", minimum=20, maximum=4000)
    america.autoscaling.targets[WRITE] = europe.autoscaling.targets[WRITE]
    for each in (europe, america) if reads_scaled else ():
        each.register("prices", "read", minimum=50, maximum=4000)
    world = World(connection, europe)
    connection.elsewhere[america.region] = america
    return world


@pytest.fixture
def world(connection: Connection) -> World:
    """One table in two regions: one write setting, two read settings."""
    return in_two_regions(connection)


@pytest.fixture
def by_hand(connection: Connection) -> World:
    """One table in two regions, with reads that no region scales."""
    return in_two_regions(connection, reads_scaled=False)


def reads(world: World) -> tuple[int, int]:
    """The provisioned reads in both regions."""
    america = world.connection.elsewhere[REGIONS["america"]]
    return world.units, america.capacity("prices", "read")


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


def test_reads_given_by_hand_stay_until_no_region_needs_them(by_hand: World) -> None:
    by_hand.run(BOTH, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    assert reads(by_hand) == (900, 900)
    before = len(by_hand.updated)
    by_hand.run(BOTH, CLOSES, minutes=59)
    assert reads(by_hand) == (300, 300)
    assert {units.read for units in by_hand.updated[before:]} == {300}
    by_hand.run(BOTH, CLOSES + timedelta(hours=1), minutes=10)
    assert reads(by_hand) == (50, 50)


def test_units_of_a_global_table_under_auto_scaling_are_left_to_it(world: World) -> None:
    world.run(BOTH, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    world.run(BOTH, CLOSES, minutes=90)
    assert world.updated == []
    assert (world.minimum, write_minimum(world)) == (50, 20)


def test_a_level_shared_with_a_region_outside_the_calendar_is_not_lowered(world: World) -> None:
    alone = calendar(EUROPE, targets={"europe": TARGETS["europe"]})
    world.run(alone, OPENS, minutes=20)

    outcome = world.tick(alone, CLOSES)[Key("europe", "write")].outcome

    assert outcome.code is Code.REPLICA_UNKNOWN
    assert outcome.message == (
        "us-east-1 would be lowered too, and the calendar does not name the table there: add a "
        "target for the table in each region, or lower it by hand"
    )
    assert write_minimum(world) == 600
    world.run(alone, CLOSES + MINUTE, minutes=5)
    assert world.minimum == 50


def test_a_target_in_kickoffs_own_region_names_the_table_there(world: World) -> None:
    targets = {
        "europe": {**TARGETS["europe"], "region": None},
        "america": TARGETS["america"],
    }
    world.run(calendar(EUROPE, AMERICA, targets=targets), OPENS, minutes=20)
    world.run(calendar(EUROPE, AMERICA, targets=targets), AMERICA.closes, minutes=10)
    assert write_minimum(world) == 20


def test_a_target_that_left_the_calendar_does_not_lower_the_other_region(world: World) -> None:
    world.run(BOTH, OPENS, minutes=90)
    ended = match({Key("america", "write"): 400}, kickoff=AMERICA.kickoff)
    world.run(calendar(ended, targets={"america": TARGETS["america"]}), CLOSES + MINUTE, minutes=10)
    assert min(each.minimum for each in world.registered if each.scalable == WRITE) >= 400


def test_consumption_in_one_region_holds_the_level_of_both(world: World) -> None:
    world.run(BOTH, OPENS, minutes=(AMERICA.closes - OPENS) // MINUTE)
    america = world.connection.elsewhere[REGIONS["america"]]
    at = AMERICA.closes - MINUTE
    america.metrics.note({("prices", "write"): UnitsServed(390 * 60, 0)}, at)

    world.tick(BOTH, AMERICA.closes)

    assert write_minimum(world) == 400


def test_replicas_share_writes_and_reads_without_an_override() -> None:
    table: Any = {
        "TableArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/prices",
        "TableStatus": "ACTIVE",
        "ProvisionedThroughput": {"ReadCapacityUnits": 50, "WriteCapacityUnits": 20},
        "Replicas": [
            {"RegionName": "eu-west-1", "ReplicaStatus": "ACTIVE"},
            {"RegionName": "us-east-1", "ReplicaStatus": "UPDATING"},
            {
                "RegionName": "us-west-2",
                "ReplicaStatus": "ACTIVE",
                "ProvisionedThroughputOverride": {"ReadCapacityUnits": 9},
            },
        ],
    }
    named = KINDS.dimensions(BOTH)
    read, write = (named[Key("europe", each)] for each in ("read", "write"))
    scaled, provisioned = AutoScaledTable(), ProvisionedTable()

    reads, writes = described(table, read), described(table, write)

    assert isinstance(reads, Capacity)
    assert isinstance(writes, Capacity)
    assert (reads.active, writes.active) == (True, False)
    assert scaled.shared_regions(read, reads) == ()
    assert provisioned.shared_regions(read, reads) == ("us-east-1",)
    assert scaled.shared_regions(write, writes) == ("us-east-1", "us-west-2")
