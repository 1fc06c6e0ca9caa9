"""Purchases of warm throughput: once a day for a table with its indexes, by their own status."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kickoff.calendar import Calendar
from kickoff.outcome import Code
from kickoff.timeline import Fixture, Key
from prescaler.model import Action
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays, TableDelays, exactly
from simulator.dynamodb.admission import Job
from simulator.dynamodb.throughput import TableUnits
from tests.unit.prescaler.calendars import INDEX, KICKOFF, OPENS, READ, WRITE, match, prices
from tests.unit.prescaler.calendars import calendar as calendar_of
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import UPDATE_TABLE, World, account

MINUTE = timedelta(minutes=1)
SLOW = replace(TableDelays.at_once(), warming=exactly(timedelta(seconds=514)))
FIRST = match({READ: 20_000, WRITE: 400, INDEX: 400})
LATER = match(
    {READ: 30_000, WRITE: 3_000, INDEX: 2_000},
    name="Hull v Stoke",
    kickoff=KICKOFF + timedelta(hours=5),
)


def prewarmed(*fixtures: Fixture) -> Calendar:
    """A calendar of one table with an index, whose warm throughput may be bought."""
    write = {"baseline": 20, "max": 20_000}
    target = prices(
        read={"baseline": 50, "max": 40_000},
        write=write,
        indexes={"by-fixture": {"write": write}},
        prewarm=True,
    )
    return calendar_of(*fixtures, targets={"prices": target})


def purchases(world: World) -> list[Mapping[str, Any]]:
    """The calls that bought warm throughput."""
    calls = (call.parameters for call in world.cloud.calls if call.operation == UPDATE_TABLE)
    return [call for call in calls if "WarmThroughput" in str(call)]


@pytest.fixture
def provisioned(connection: Connection) -> World:
    """A table with an index, under auto scaling; a purchase takes the longest recorded time."""
    cloud = account(indexes={"by-fixture": (5, 20)})
    cloud.table("prices").delays = SLOW
    cloud.register("prices", "read", minimum=50, maximum=40_000)
    for dimension in ("write", "by-fixture.write"):
        cloud.register("prices", dimension, minimum=20, maximum=4000)
    return World(connection, cloud)


@pytest.fixture
def on_demand(connection: Connection) -> World:
    """An on-demand table with an index; a purchase takes the longest recorded time."""
    cloud = Cloud(Clock(KICKOFF - timedelta(days=1)), delays=Delays(tables=SLOW))
    cloud.add_on_demand_table("prices", indexes=["by-fixture"])
    cloud.add_table("leases", key="lease")
    return World(connection, cloud)


def test_a_table_with_its_index_is_warmed_once_for_the_highest_levels_of_the_coming_day(
    provisioned: World,
) -> None:
    provisioned.run(prewarmed(FIRST, LATER), KICKOFF - 65 * MINUTE, minutes=65)
    provisioned.run(prewarmed(FIRST, LATER), LATER.kickoff - 65 * MINUTE, minutes=65)

    (bought,) = purchases(provisioned)
    assert bought["WarmThroughput"] == {"ReadUnitsPerSecond": 30_000, "WriteUnitsPerSecond": 3_000}
    (index,) = bought["GlobalSecondaryIndexUpdates"]
    assert index["Update"]["WarmThroughput"] == {"WriteUnitsPerSecond": 2_000}


def test_an_index_that_only_a_later_fixture_needs_is_warmed_with_its_table(
    provisioned: World,
) -> None:
    reads = match({READ: 20_000})
    provisioned.run(prewarmed(reads, LATER), KICKOFF - 65 * MINUTE, minutes=65)

    (bought,) = purchases(provisioned)
    (index,) = bought["GlobalSecondaryIndexUpdates"]
    assert index["Update"]["WarmThroughput"] == {"WriteUnitsPerSecond": 2_000}


def test_an_index_that_one_partition_carries_is_not_warmed(provisioned: World) -> None:
    provisioned.run(prewarmed(FIRST), KICKOFF - 65 * MINUTE, minutes=65)

    (bought,) = purchases(provisioned)
    assert "GlobalSecondaryIndexUpdates" not in bought


def test_an_update_of_the_table_does_not_delay_its_purchase(provisioned: World) -> None:
    start = KICKOFF - 65 * MINUTE
    provisioned.advance(start)
    provisioned.table.busy(Job.STREAM, KICKOFF)

    provisioned.run(prewarmed(FIRST), start, minutes=20)

    assert len(purchases(provisioned)) == 1


def test_an_on_demand_table_is_warmed_once_for_two_fixtures_minutes_apart(
    on_demand: World,
) -> None:
    next_one = match({READ: 30_000}, name="Hull v Stoke", kickoff=KICKOFF + 5 * MINUTE)
    on_demand.run(prewarmed(FIRST, next_one), KICKOFF - 65 * MINUTE, minutes=75)
    assert len(purchases(on_demand)) == 1
    assert on_demand.cloud.capacity("prices", "read") == 40_000


def test_a_large_purchase_of_an_on_demand_table_begins_before_its_window(on_demand: World) -> None:
    on_demand.run(prewarmed(match({READ: 30_000})), KICKOFF - 65 * MINUTE, minutes=45)
    assert on_demand.cloud.now < OPENS
    assert len(purchases(on_demand)) == 1


def test_a_fixture_added_during_a_purchase_raises_it_at_once(on_demand: World) -> None:
    on_demand.run(prewarmed(FIRST), OPENS, minutes=2)
    more = match({READ: 5_000}, name="Added", kickoff=KICKOFF)

    result = on_demand.tick(prewarmed(FIRST, more), OPENS + 2 * MINUTE)[READ]

    assert result.decision.action is Action.RAISE
    assert [each["WarmThroughput"]["ReadUnitsPerSecond"] for each in purchases(on_demand)] == [
        20_000,
        25_000,
    ]


def test_a_purchase_of_somebody_else_is_not_replaced_while_it_is_under_way(
    on_demand: World,
) -> None:
    on_demand.advance(OPENS)
    on_demand.connection.clients.dynamodb(on_demand.dimension.place).update_table(
        TableName="prices", WarmThroughput={"ReadUnitsPerSecond": 39_000}
    )

    result = on_demand.tick(prewarmed(FIRST), OPENS)[READ]

    assert result.decision.action is Action.WAIT
    assert len(purchases(on_demand)) == 1


def test_a_purchase_is_priced_in_every_region_of_a_global_table(on_demand: World) -> None:
    other = Cloud(Clock(on_demand.cloud.now)).add_on_demand_table("prices", indexes=["by-fixture"])
    on_demand.table.replicas = {"us-east-1": other, "us-west-2": other}

    result = on_demand.tick(prewarmed(FIRST), OPENS)[READ]

    assert "once for $3.26 in 3 regions, which cannot be lowered again" in result.outcome.message


@pytest.mark.parametrize("refused", [INDEX, WRITE], ids=str)
def test_a_refused_part_or_half_leaves_the_purchase_of_the_rest(
    on_demand: World, refused: Key
) -> None:
    on_demand.cloud.quotas.table = TableUnits(40_000, 10_000)
    results = on_demand.tick(prewarmed(match({READ: 20_000, refused: 12_000})), OPENS)

    assert results[refused].outcome.code is Code.QUOTA
    assert results[READ].outcome.code is Code.REQUESTED
    on_demand.advance(OPENS + 10 * MINUTE)
    assert on_demand.cloud.capacity("prices", "read") == 20_000
