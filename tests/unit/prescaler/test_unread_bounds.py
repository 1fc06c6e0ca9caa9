"""Bounds that cannot be read: capacity is raised all the same, and nothing is lowered by it."""

from datetime import timedelta

import pytest

from prescaler.model import Action, Code
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import READ_BOUNDS, Registration, World, account

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def _refuse_both_reads(world: World, code: Code) -> None:
    """Refuse the read of the bounds before the raise, and the read-back."""
    world.refuse(READ_BOUNDS, code)
    world.refuse(READ_BOUNDS, code)


def test_the_minimum_alone_is_registered_where_the_read_is_denied(world: World) -> None:
    _refuse_both_reads(world, Code.DENIED)

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.DENIED)

    assert world.registered == [Registration(world.scalable, 1200, None)]
    assert (world.bounds, world.units) == ((1200, 4000), 1200)


def test_the_outcome_says_what_is_restored(world: World) -> None:
    _refuse_both_reads(world, Code.DENIED)

    message = world.tick(DERBY, OPENS)[READ].outcome.message

    assert "DescribeScalableTargets" in message
    assert "the minimum is raised unread: 50 is restored after" in message


def test_the_units_before_the_raise_become_the_minimum_to_restore(world: World) -> None:
    _refuse_both_reads(world, Code.DENIED)
    world.read(DERBY, OPENS)
    world.read(DERBY, OPENS + MINUTE)

    world.read(DERBY, CLOSES)

    assert world.bounds == (50, 4000)


def test_a_maximum_raised_after_an_unread_raise_is_restored(world: World) -> None:
    world.somebody_sets(50, maximum=1000)
    raising = {"prices": prices(over_max="raise")}
    _refuse_both_reads(world, Code.DENIED)
    world.read(calendar(match({READ: 600}), targets=raising), OPENS)
    assert world.bounds == (600, 1000)

    world.read(calendar(match({READ: 1200}), targets=raising), OPENS + MINUTE)
    assert world.bounds == (1200, 1200)

    world.read(calendar(match({READ: 1200}), targets=raising), CLOSES)
    assert world.bounds == (50, 1000)


@pytest.mark.parametrize("code", [Code.THROTTLED, Code.FAILED])
def test_a_read_that_fails_until_kickoff_is_near_stops_no_raise(world: World, code: Code) -> None:
    world.refuse(READ_BOUNDS, code)
    assert world.read(DERBY, OPENS) == (Action.BLOCKED, code)

    _refuse_both_reads(world, code)
    assert world.read(DERBY, KICKOFF - 4 * MINUTE) == (Action.RAISE, code)

    assert world.units == 1200


def test_a_table_without_auto_scaling_gets_units(connection: Connection) -> None:
    world = World(connection, account(autoscaled=False))
    _refuse_both_reads(world, Code.DENIED)

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.DENIED)
    assert world.units == 1200
    assert world.read(DERBY, OPENS + MINUTE) == (Action.HOLD, Code.READY)

    world.read(DERBY, CLOSES)
    assert world.units == 50


def test_a_second_raise_without_bounds_keeps_the_units_to_restore(connection: Connection) -> None:
    world = World(connection, account(autoscaled=False))
    world.read(calendar(match({READ: 600})), OPENS)
    _refuse_both_reads(world, Code.DENIED)

    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.DENIED)
    assert world.units == 1200
    world.reconcile(DERBY, OPENS + 2 * MINUTE)

    world.read(DERBY, CLOSES)
    assert world.units == 50


def test_a_minimum_in_the_lease_is_not_registered_lower(world: World) -> None:
    world.read(DERBY, OPENS)
    world.table.set_capacity("read", 300, world.cloud.now)
    _refuse_both_reads(world, Code.DENIED)

    world.read(calendar(match({READ: 600})), OPENS + MINUTE)

    assert world.minimum == 1200


def test_a_minimum_that_somebody_set_since_is_restored(world: World) -> None:
    world.read(calendar(match({READ: 600})), OPENS)
    world.somebody_sets(801)
    _refuse_both_reads(world, Code.DENIED)
    world.read(DERBY, OPENS + MINUTE)

    world.read(DERBY, CLOSES)

    assert world.minimum == 801


def test_capacity_that_is_there_needs_no_bounds(world: World) -> None:
    world.somebody_sets(1500)
    world.refuse(READ_BOUNDS, Code.DENIED)

    assert world.read(DERBY, OPENS) == (Action.BLOCKED, Code.DENIED)
    assert world.registered == []


def test_a_denied_read_that_an_on_demand_table_does_not_need_is_reported(
    connection: Connection,
) -> None:
    cloud = account()
    cloud.delete_table("prices")
    cloud.clock.move(cloud.now + timedelta(hours=1))
    cloud.add_on_demand_table("prices")
    world = World(connection, cloud)
    world.refuse(READ_BOUNDS, Code.DENIED)

    outcome = world.tick(DERBY, OPENS)[READ].outcome

    assert outcome.code is Code.DENIED
    assert "DescribeScalableTargets" in outcome.message


def test_a_baseline_waits_for_the_bounds(connection: Connection) -> None:
    world = World(connection, account(read=30))
    at = world.audit_minute(CLOSES)
    world.refuse(READ_BOUNDS, Code.DENIED)

    assert world.read(DERBY, at) == (Action.BLOCKED, Code.DENIED)
    assert world.registered == []


def test_the_units_of_a_global_table_are_not_updated(connection: Connection) -> None:
    world = World(connection, account(autoscaled=False))
    world.table.replicas = {"us-east-1": account(autoscaled=False).table("prices")}
    world.refuse(READ_BOUNDS, Code.DENIED)

    action, _ = world.read(DERBY, OPENS)

    assert action is Action.RAISE
    assert world.updated == []
