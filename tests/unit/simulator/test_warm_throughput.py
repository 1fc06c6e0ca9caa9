from datetime import timedelta

import pytest

from simulator.delays import Delays, TableDelays, exactly
from simulator.dynamodb.changes import OnDemandCaps, PartUpdate, WarmRequest
from simulator.dynamodb.table import SimulatedTable
from simulator.dynamodb.throughput import TableUnits, UnitsServed
from simulator.dynamodb.warm_throughput import partitions
from simulator.errors import ServiceError
from tests.unit.simulator.times import NOON, minutes

DELAYS = Delays(
    tables=TableDelays(
        update=exactly(minutes(1)), split=exactly(minutes(5)), warming=exactly(minutes(10))
    )
)


def table(units: TableUnits | None) -> SimulatedTable:
    return SimulatedTable("prices", {None: units}, created=NOON, delays=DELAYS)


def warm(table: SimulatedTable, later: timedelta) -> TableUnits:
    return table.parts[None].warmth.units(NOON + later)


@pytest.mark.parametrize(
    ("reads", "writes", "count"), [(1, 1, 1), (3000, 0, 1), (3000, 1, 2), (6000, 2000, 4)]
)
def test_a_partition_serves_three_thousand_reads_or_a_thousand_writes(
    reads: int, writes: int, count: int
) -> None:
    assert partitions(TableUnits(reads, writes)) == count


@pytest.mark.parametrize(("reads", "takes"), [(500, 1), (3000, 6), (5000, 6), (6000, 11)])
def test_a_raise_that_splits_partitions_takes_longer(reads: int, takes: int) -> None:
    prices = table(TableUnits(50, 20))
    prices.update({None: PartUpdate(TableUnits(reads, 20))}, NOON)
    assert prices.capacity("read", NOON + minutes(takes - 0.1)) == 50
    assert prices.capacity("read", NOON + minutes(takes)) == reads


def test_a_raise_to_an_earlier_peak_is_quick() -> None:
    prices = table(TableUnits(6000, 20))
    prices.set_capacity("read", 50, NOON)
    prices.set_capacity("read", 6000, NOON + minutes(1))
    assert prices.capacity("read", NOON + minutes(2)) == 6000


def test_raised_warm_throughput_makes_the_next_raise_quick() -> None:
    prices = table(TableUnits(50, 20))
    prices.update({None: PartUpdate(warm=WarmRequest(6000, 20))}, NOON)
    assert prices.active(NOON)
    assert prices.parts[None].warmth.updating(NOON + minutes(9.9))
    assert warm(prices, minutes(9.9)) == (50, 20)
    assert warm(prices, minutes(10)) == (6000, 20)
    prices.set_capacity("read", 6000, NOON + minutes(10))
    assert prices.capacity("read", NOON + minutes(11)) == 6000


def test_warm_throughput_is_not_lowered() -> None:
    with pytest.raises(ServiceError, match=r"ValidationException.*WriteUnitsPerSecond.*decreasing"):
        table(None).update({None: PartUpdate(warm=WarmRequest(12_000, 3_999))}, NOON)


def test_an_on_demand_table_serves_its_warm_throughput_and_warms_to_twice_its_peak() -> None:
    prices = table(None)
    used = prices.consume({"write": 5000}, NOON)
    assert used["write"] == UnitsServed(consumed=240_000, throttled=60_000)
    assert prices.consume({"write": 5000}, NOON)["write"].throttled == 0


def test_a_cap_limits_an_on_demand_table() -> None:
    prices = table(None)
    prices.update({None: PartUpdate(caps=OnDemandCaps(write=100))}, NOON)
    assert prices.consume({"write": 150}, NOON)["write"] == UnitsServed(6000, 3000)
    prices.update({None: PartUpdate(caps=OnDemandCaps(write=-1))}, NOON + minutes(1))
    assert prices.consume({"write": 150}, NOON)["write"].throttled == 0


def test_a_cap_for_a_provisioned_table_is_refused() -> None:
    with pytest.raises(ServiceError, match="ValidationException"):
        table(TableUnits(50, 20)).update({None: PartUpdate(caps=OnDemandCaps(read=1))}, NOON)
