"""Failures: capacity is still raised, and the failure is reported."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kickoff.timeline import Key
from prescaler.model import Action, Code
from simulator.autoscaling.resources import ScalableId
from tests.unit.prescaler.calendars import CLOSES, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import (
    READ_BOUNDS,
    READ_CAPACITY,
    READ_LEASES,
    REGISTER,
    UPDATE_TABLE,
    WRITE_LEASE,
    World,
    account,
)

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def test_a_table_that_cannot_be_described_is_still_raised(world: World) -> None:
    world.refuse(READ_CAPACITY)

    world.read(DERBY, OPENS)

    assert world.minimum == 1200


def test_a_failed_read_before_a_raise_is_reported_beside_its_read_back(world: World) -> None:
    world.refuse(READ_CAPACITY, Code.DENIED)

    outcome = world.tick(DERBY, OPENS)[READ].outcome

    assert outcome.code is Code.DENIED
    assert "DescribeTable" in outcome.message
    assert "1200 are available, 1200 are needed" in outcome.message


def test_a_table_that_cannot_be_described_is_not_lowered(world: World) -> None:
    world.read(DERBY, OPENS)
    world.refuse(READ_CAPACITY)

    assert world.read(DERBY, CLOSES) == (Action.HOLD, Code.THROTTLED)
    assert world.minimum == 1200
    assert world.read(DERBY, CLOSES + MINUTE)[0] is Action.LOWER


@pytest.mark.parametrize("policy", ["hold", "adopt", "enforce"])
def test_a_failed_read_is_reported_beside_a_foreign_minimum(world: World, policy: str) -> None:
    derby = calendar(match({READ: 1200}), targets={"prices": prices(drift=policy)})
    world.read(derby, OPENS)
    world.somebody_sets(2001)
    world.refuse(READ_CAPACITY, Code.DENIED)

    result = world.tick(derby, OPENS + MINUTE)[READ]

    assert (result.decision.action, result.outcome.code) == (Action.DRIFT, Code.DENIED)
    assert result.decision.drift
    assert world.minimum == 2001


def test_unread_bounds_are_read_again_while_kickoff_is_far(world: World) -> None:
    world.refuse(READ_BOUNDS, Code.THROTTLED)

    assert world.read(DERBY, OPENS) == (Action.BLOCKED, Code.THROTTLED)
    assert (world.updated, world.registered) == ([], [])
    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.READY)


def test_with_unreadable_bounds_and_capacity_nothing_changes(world: World) -> None:
    world.refuse(READ_BOUNDS, Code.DENIED)
    world.refuse(READ_CAPACITY, Code.THROTTLED)

    assert world.read(DERBY, OPENS) == (Action.BLOCKED, Code.THROTTLED)
    assert world.registered == []
    assert world.updated == []


def test_without_the_lease_store_capacity_is_raised_and_reported(world: World) -> None:
    world.refuse(READ_LEASES)
    world.refuse(WRITE_LEASE, Code.LEASE_UNAVAILABLE)

    result = world.tick(DERBY, OPENS)[READ]

    assert result.outcome.code is Code.LEASE_UNAVAILABLE
    assert "only a person can lower it" in result.outcome.message
    assert world.minimum == 1200


def test_without_the_lease_store_nothing_is_lowered(world: World) -> None:
    world.read(DERBY, OPENS)
    world.refuse(READ_LEASES)

    world.tick(DERBY, CLOSES)
    assert world.minimum == 1200
    world.refuse(WRITE_LEASE, Code.LEASE_UNAVAILABLE)
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LEASE_UNAVAILABLE)
    assert world.minimum == 1200
    assert world.read(DERBY, CLOSES + 2 * MINUTE) == (Action.LOWER, Code.LOWERED)


def test_a_quiet_tick_reports_an_unavailable_lease_store_too(world: World) -> None:
    world.refuse(READ_LEASES)

    report = world.reconcile(calendar(targets={}), OPENS)

    assert [trouble.code for trouble in report.troubles] == [Code.LEASE_UNAVAILABLE]


def test_an_unread_lease_is_written_if_none_is_stored(world: World) -> None:
    world.refuse(READ_LEASES)

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.READY)
    world.read(DERBY, CLOSES)
    assert world.minimum == 50


def test_a_stored_lease_that_could_not_be_read_at_first_is_read_at_the_conflict(
    world: World,
) -> None:
    world.read(calendar(match({READ: 600})), OPENS)
    world.refuse(READ_LEASES)

    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.READY)
    world.read(DERBY, CLOSES)
    assert world.minimum == 50


def test_a_raise_over_a_lease_that_cannot_be_read_goes_ahead_unrecorded(world: World) -> None:
    world.read(calendar(match({READ: 600})), OPENS)
    world.refuse(READ_LEASES)
    world.refuse(READ_LEASES)

    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.LEASE_UNAVAILABLE)
    assert world.minimum == 1200


@pytest.mark.parametrize("code", [Code.DENIED, Code.BUSY, Code.FAILED])
def test_a_refused_raise_is_an_outcome_and_tried_again(world: World, code: Code) -> None:
    world.refuse(REGISTER, code)

    assert world.read(DERBY, OPENS) == (Action.RAISE, code)
    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.READY)


@pytest.mark.parametrize(
    ("operation", "code"),
    [(WRITE_LEASE, Code.LEASE_UNAVAILABLE), (READ_CAPACITY, Code.DENIED)],
)
def test_a_waiting_change_does_not_hide_another_failure(
    world: World, operation: str, code: Code
) -> None:
    for busy in (UPDATE_TABLE, REGISTER):
        world.refuse(busy, Code.BUSY)
    world.refuse(operation, code)

    action, reported = world.read(DERBY, OPENS)

    assert (action, reported) == (Action.RAISE, code)
    assert world.minimum == 50


def test_a_lease_conflict_does_not_hide_another_failure(world: World) -> None:
    world.refuse(READ_CAPACITY, Code.DENIED)
    world.refuse(WRITE_LEASE, Code.CONFLICT)

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.DENIED)
    assert world.minimum == 50


def test_readiness_is_reported_once_it_can_be_recorded(connection: Connection) -> None:
    world = World(connection, account(update=MINUTE))
    world.tick(DERBY, OPENS)
    world.refuse(WRITE_LEASE, Code.LEASE_UNAVAILABLE)

    unrecorded = world.tick(DERBY, OPENS + MINUTE)[READ]
    reported = world.tick(DERBY, OPENS + 2 * MINUTE)[READ]

    assert (unrecorded.outcome.code, unrecorded.margins) == (Code.LEASE_UNAVAILABLE, ())
    assert [margin.minutes for margin in reported.margins] == [18]


def test_a_dimension_without_auto_scaling_is_not_an_error(connection: Connection) -> None:
    world = World(connection, account(indexes={"by-team": (5, 5)}))
    both = calendar(
        match({READ: 1200}),
        targets={"prices": prices(indexes={"by-team": {"read": {"baseline": 5, "max": 9}}})},
    )
    at = world.audit_minute(OPENS)

    result = world.tick(both, at)[Key("prices", "by-team.read")]
    assert result.outcome.code is Code.READY


def test_a_missing_table_is_reported_and_stops_no_other(world: World) -> None:
    missing = Key("odds", "read")
    both = calendar(
        match({missing: 900, READ: 1200}),
        targets={"odds": {**prices(), "table": "odds"}, "prices": prices()},
    )

    results = world.tick(both, OPENS)

    assert results[missing].outcome.code is Code.NOT_FOUND
    assert results[READ].outcome.code is Code.READY


def test_raises_come_before_lowerings(world: World) -> None:
    both = calendar(
        match({READ: 1200}, kickoff=CLOSES),
        match({Key("odds", "read"): 900}, lasts=CLOSES - OPENS - 40 * MINUTE),
        targets={"odds": {**prices(), "table": "odds"}, "prices": prices()},
    )
    world.cloud.add_table("odds", read=50, write=20)
    world.cloud.register("odds", "read", minimum=50, maximum=4000)
    world.tick(both, OPENS)

    world.tick(both, CLOSES - 20 * MINUTE)

    assert world.registered[1:] == [
        (world.scalable, 1200, None),
        (ScalableId.of("odds", "read"), 50, None),
    ]


def test_a_lease_of_an_unknown_kind_is_reported_and_stops_no_other(world: World) -> None:
    world.read(DERBY, OPENS)
    lease = world.lease()
    assert lease is not None
    later = replace(lease.dimension, resource="cluster/bets", scalable="later:cluster:Shards")
    world.leases.put(replace(lease, dimension=later, id="later", version=0))

    report = world.reconcile(DERBY, CLOSES)

    assert [each.code for each in report.troubles] == [Code.LEASE_UNAVAILABLE]
    assert "unknown kind" in report.troubles[0].message
    assert world.minimum == 50


def test_a_command_that_ends_raises_nothing_without_a_lease(world: World) -> None:
    world.prescaler = replace(world.prescaler, raises_unrecorded=False)
    world.refuse(READ_LEASES)
    world.refuse(WRITE_LEASE, Code.LEASE_UNAVAILABLE)

    result = world.tick(DERBY, OPENS)[READ]

    assert result.outcome.code is Code.LEASE_UNAVAILABLE
    assert "minimum 50 -> 1200 is not sent: without a lease" in result.outcome.message
    assert world.minimum == 50
    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.READY)
