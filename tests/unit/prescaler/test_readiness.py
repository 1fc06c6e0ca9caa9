"""Accepted is not ready: capacity is read back."""

from datetime import timedelta

import pytest

from prescaler.model import Action, Code
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import READ_CAPACITY, World, account

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
DERBY = calendar(match({READ: 1200}))


@pytest.fixture
def slow(connection: Connection) -> World:
    """A world whose updates take a minute and a half."""
    return World(connection, account(update=90 * SECOND))


@pytest.fixture
def prompt(connection: Connection) -> World:
    """A world whose updates take half a minute."""
    return World(connection, account(update=30 * SECOND))


@pytest.fixture
def busy(connection: Connection) -> World:
    """A world whose updates take half a minute; one is in progress when the window opens."""
    # The baseline is 50.
    world = World(connection, account(read=20, update=30 * SECOND))
    world.advance(OPENS)
    world.table.set_capacity("write", 30, OPENS)
    return world


def test_an_accepted_raise_is_requested_until_it_is_read_back(slow: World) -> None:
    assert slow.read(DERBY, OPENS) == (Action.RAISE, Code.REQUESTED)
    assert slow.read(DERBY, OPENS + MINUTE) == (Action.WAIT, Code.REQUESTED)
    assert slow.read(DERBY, OPENS + 2 * MINUTE) == (Action.HOLD, Code.READY)


def test_a_minimum_registered_while_the_table_was_updating_is_registered_again(
    busy: World,
) -> None:
    busy.read(DERBY, OPENS)

    busy.advance(OPENS + MINUTE)
    (planned,) = busy.prescaler.dry_run(DERBY, OPENS + MINUTE).results
    assert "that minimum is registered, but only 20 are live, so it is requested again" in (
        planned.decision.reason
    )
    assert busy.read(DERBY, OPENS + MINUTE) == (Action.REAPPLY, Code.REQUESTED)
    assert busy.read(DERBY, OPENS + 2 * MINUTE) == (Action.HOLD, Code.READY)


def test_a_minimum_held_for_the_next_fixture_is_registered_again_too(busy: World) -> None:
    ten = timedelta(minutes=10)
    soon = match({READ: 60}, name="Hull v Stoke", kickoff=KICKOFF + 6 * ten)
    both = calendar(match({READ: 60}, lasts=ten), soon)
    busy.read(both, OPENS)

    assert busy.read(both, KICKOFF + ten) == (Action.REAPPLY, Code.REQUESTED)
    assert busy.read(both, KICKOFF + ten + MINUTE) == (Action.WAIT, Code.WAITING)
    assert busy.units == 50


def test_the_margin_is_reported_once_for_each_fixture(prompt: World) -> None:
    prompt.read(DERBY, OPENS)

    reported = [
        margin
        for minute in range(1, 30)
        for result in prompt.tick(DERBY, OPENS + minute * MINUTE).values()
        for margin in result.margins
    ]

    assert [(margin.fixture, margin.minutes) for margin in reported] == [("Leeds v Derby", 19)]


def test_a_margin_after_kick_off_is_negative(prompt: World) -> None:
    prompt.read(DERBY, KICKOFF)

    (margin,) = prompt.tick(DERBY, KICKOFF + 3 * MINUTE)[READ].margins
    assert margin.minutes == -3


def test_a_fixture_that_joins_later_has_a_margin_of_its_own(world: World) -> None:
    cup = match({READ: 800}, name="Cup final", kickoff=KICKOFF + timedelta(hours=1))
    both = calendar(match({READ: 1200}), cup)
    world.tick(both, OPENS)

    joined = world.tick(both, OPENS + timedelta(hours=1))[READ].margins

    assert [(margin.fixture, margin.minutes) for margin in joined] == [("Cup final", 20)]


def test_readiness_outlives_the_process(world: World) -> None:
    world.tick(DERBY, OPENS)

    assert World(world.connection).tick(DERBY, OPENS + MINUTE)[READ].margins == ()


@pytest.mark.parametrize(
    ("before_kickoff", "unready"),
    [(timedelta(minutes=5), 0), (timedelta(minutes=4), 1), (timedelta(minutes=-10), 1)],
)
def test_a_fixture_is_unready_when_less_than_five_minutes_are_left(
    slow: World, before_kickoff: timedelta, unready: int
) -> None:
    assert len(slow.tick(DERBY, KICKOFF - before_kickoff)[READ].unready) == unready


def test_a_fixture_stays_ready_while_auto_scaling_works_above_the_minimum(
    connection: Connection,
) -> None:
    world = World(connection, account(update=4 * MINUTE))
    world.run(DERBY, OPENS, minutes=6)
    world.advance(KICKOFF - MINUTE)
    world.table.set_capacity("read", 1500, world.cloud.now)

    results = [world.tick(DERBY, KICKOFF + minute * MINUTE) for minute in range(3)]

    (result,) = [each[READ] for each in results if READ in each]
    assert result.outcome.code is Code.REQUESTED
    assert result.unready == ()


def test_capacity_that_cannot_be_read_back_is_not_ready(world: World) -> None:
    world.refuse(READ_CAPACITY)
    world.refuse(READ_CAPACITY)

    result = world.tick(DERBY, KICKOFF)[READ]

    assert result.outcome.code is Code.THROTTLED
    assert len(result.unready) == 1


def test_claims_of_fixtures_long_over_are_dropped_from_a_lease_that_stays(world: World) -> None:
    world.somebody_sets(10)
    world.run(DERBY, OPENS, minutes=5)
    world.run(DERBY, CLOSES, minutes=2)

    lease = world.lease()
    assert lease is not None
    assert lease.claims == ()
