"""Global tables: replicas share the write capacity; each has its own read capacity."""

from datetime import timedelta
from typing import Any

from kickoff.timeline import Key
from prescaler.model import Capacity, Dimension
from prescaler.resources.registry import KINDS
from prescaler.resources.table import described
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, calendar, match, prices
from tests.unit.prescaler.fakes import FakeScaling, Live
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
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


def world() -> tuple[World, dict[Key, Dimension]]:
    """One table in two regions: one write setting, two read settings."""
    scaling, named = FakeScaling(instant=True), KINDS.dimensions(BOTH)
    shared = Live(20, 4000, 20)
    for key, dimension in named.items():
        other = REGIONS["america" if key.target == "europe" else "europe"]
        scaling.live[dimension] = shared if key.dimension == "write" else Live(50, 4000, 50)
        scaling.replicas[dimension] = (other,) if key.dimension == "write" else ()
    return World(scaling), named


def test_the_write_capacity_of_a_region_stays_until_no_region_needs_it() -> None:
    there, named = world()
    write = there.scaling.live[named[Key("europe", "write")]]

    there.run(BOTH, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    assert write.minimum == 600
    there.run(BOTH, CLOSES, minutes=10)
    assert write.minimum == 400
    there.run(BOTH, CLOSES + timedelta(hours=1), minutes=10)
    assert write.minimum == 20


def test_write_capacity_never_dips_between_fixtures() -> None:
    there, _ = world()
    there.run(BOTH, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    asked = len(there.scaling.registered)

    there.run(BOTH, CLOSES, minutes=30)

    writes = [
        minimum
        for dimension, minimum, _ in there.scaling.registered[asked:]
        if dimension.key.dimension == "write"
    ]
    assert min(writes, default=400) == 400


def test_each_region_has_its_own_read_capacity() -> None:
    there, named = world()
    there.run(BOTH, OPENS, minutes=18)  # with an audit of each

    assert there.scaling.live[named[Key("europe", "read")]].minimum == 900
    assert there.scaling.live[named[Key("america", "read")]].minimum == 50


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
