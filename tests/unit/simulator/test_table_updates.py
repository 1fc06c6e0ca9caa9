"""Updates of indexes, warm throughput, caps and global tables."""

from datetime import datetime, timedelta

import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.dynamodb.changes import OnDemandCaps, PartName, PartUpdate, WarmRequest
from simulator.dynamodb.status import ResourceStatus
from simulator.dynamodb.table import SimulatedTable
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError
from tests.unit.simulator.times import NOON

ACTIVE, UPDATING = ResourceStatus.ACTIVE, ResourceStatus.UPDATING


def table(units: TableUnits | None = None, seed: int = 0) -> SimulatedTable:
    parts: dict[PartName, TableUnits | None] = {None: units, "by-fixture": units}
    return SimulatedTable("prices", parts, created=NOON, delays=Delays(seed=seed))


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def refusal(of: SimulatedTable, update: PartUpdate, part: PartName = None) -> str:
    with pytest.raises(ServiceError) as error:
        of.update({part: update}, NOON)
    return str(error.value)


def test_the_update_of_an_index_leaves_its_table_active() -> None:
    prices = table(TableUnits(50, 20))
    prices.update({"by-fixture": PartUpdate(TableUnits(40, 20))}, NOON)
    assert (prices.status(NOON), prices.status(NOON, "by-fixture")) == (ACTIVE, UPDATING)
    assert not prices.active(NOON, "by-fixture")
    assert refusal(prices, PartUpdate(TableUnits(60, 20)), "by-fixture").endswith(
        "Index is being updated. Table: prices Index: by-fixture"
    )
    prices.update({None: PartUpdate(TableUnits(60, 20))}, NOON)
    assert prices.status(after(5.9), "by-fixture") is UPDATING
    assert prices.active(after(6), "by-fixture")


def settled(prices: SimulatedTable) -> tuple[TableUnits, int]:
    """The warm throughput when it is ACTIVE again, and the seconds until then."""
    warmth = prices.parts[None].warmth
    second = next(each for each in range(1000) if not warmth.updating(after(each)))
    return warmth.units(after(second)), second


def test_a_second_purchase_of_warm_throughput_replaces_the_first_under_way() -> None:
    prices = table()
    prices.update({None: PartUpdate(warm=WarmRequest(13_000, 5_000))}, NOON)
    assert prices.status(NOON) is ACTIVE
    assert prices.parts[None].warmth.units(NOON) == (12_000, 4_000)
    prices.update({None: PartUpdate(warm=WarmRequest(14_000, 6_000))}, after(1))
    units, seconds = settled(prices)
    assert units == (14_000, 6_000)
    assert 272 <= seconds <= 515


def test_a_later_purchase_of_warm_throughput_takes_two_seconds() -> None:
    prices = table()
    prices.update({None: PartUpdate(warm=WarmRequest(read=13_000))}, NOON)
    _, seconds = settled(prices)
    prices.update({None: PartUpdate(warm=WarmRequest(read=14_000))}, after(seconds))
    assert settled(prices) == ((14_000, 4_000), seconds + 2)


def test_equal_warm_throughput_is_accepted_and_more_than_the_quota_is_refused() -> None:
    prices = table()
    prices.update({None: PartUpdate(warm=WarmRequest(12_000, 4_000))}, NOON)
    assert settled(prices)[0] == (12_000, 4_000)
    assert "for index by-fixture exceeds TableMaxReadCapacityUnits" in refusal(
        prices, PartUpdate(warm=WarmRequest(read=40_001)), "by-fixture"
    )


def test_a_cap_applies_at_once_and_keeps_the_other_half() -> None:
    prices = table()
    prices.update({None: PartUpdate(caps=OnDemandCaps(1000, 500))}, NOON)
    prices.update({None: PartUpdate(caps=OnDemandCaps(read=2000))}, NOON)
    assert prices.status(NOON) is ACTIVE
    assert prices.capacity("read", NOON) == 2000
    prices.update({None: PartUpdate(caps=OnDemandCaps(read=-1))}, NOON)
    part = prices.parts[None]
    assert part.caps_shown(NOON) == OnDemandCaps(-1, 500)
    assert part.caps_shown(after(1)) == OnDemandCaps(None, 500)


@pytest.mark.parametrize(
    ("caps", "message"),
    [
        (OnDemandCaps(read=0), "MaxReadRequestUnits for OnDemandThroughput for table is outside"),
        (OnDemandCaps(write=-2), "MaxWriteRequestUnits for OnDemandThroughput for table is outs"),
        (OnDemandCaps(read=40_001), "LimitExceededException: Subscriber limit exceeded: Requested"),
    ],
)
def test_a_cap_outside_its_range_is_refused(caps: OnDemandCaps, message: str) -> None:
    assert message in refusal(table(), PartUpdate(caps=caps))


def test_a_seed_repeats_the_delays_of_a_table() -> None:
    def taken(seed: int) -> int:
        prices = table(seed=seed)
        prices.update({None: PartUpdate(warm=WarmRequest(read=13_000))}, NOON)
        return settled(prices)[1]

    assert taken(1) == taken(1)
    assert len({taken(seed) for seed in range(10)}) > 5


def everywhere(*, scaled: bool = False) -> tuple[SimulatedTable, SimulatedTable]:
    """A table in two regions; `scaled`: auto scaling has reads in the first."""
    europe, america = Cloud(Clock(NOON)), Cloud(Clock(NOON))
    here, there = (each.add_table("prices", read=50, write=20) for each in (europe, america))
    here.replicas, there.replicas = {"us-east-1": there}, {"eu-west-1": here}
    if scaled:
        europe.register("prices", "read", minimum=50, maximum=100)
    return here, there


def capacities(of: SimulatedTable) -> tuple[int, int]:
    return of.capacity("read", after(60)), of.capacity("write", after(60))


def test_units_changed_in_one_region_become_those_of_every_replica() -> None:
    here, there = everywhere()
    there.update({None: PartUpdate(TableUnits(90, 80))}, NOON)
    assert refusal(here, PartUpdate(TableUnits(60, 20))) == (
        "ResourceInUseException: The resource which you are attempting to change is in use."
    )
    assert here.status(after(36)) is UPDATING
    assert capacities(here) == capacities(there) == (90, 80)
    assert not here.parts[None].own_reads


def test_reads_that_auto_scaling_manages_stay_those_of_their_region() -> None:
    here, there = everywhere(scaled=True)
    here.update({None: PartUpdate(TableUnits(90, 80))}, NOON)
    assert capacities(here) == (90, 80)
    assert capacities(there) == (50, 80)
    assert there.parts[None].own_reads
