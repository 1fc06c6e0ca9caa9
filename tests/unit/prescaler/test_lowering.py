"""Limits of a lowering: consumption, the next fixture, and decreases left."""

from datetime import timedelta

import pytest

from prescaler.model import Action, Code, RecentConsumption
from tests.unit.operations.learning.evenings import LostMetrics
from tests.unit.prescaler.calendars import (
    CLOSES,
    INDEX,
    KICKOFF,
    OPENS,
    READ,
    WRITE,
    calendar,
    match,
    prices,
)
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import READ_CONSUMPTION, UPDATE_TABLE, World, account

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


@pytest.fixture
def provisioned(connection: Connection) -> World:
    """A world whose table has no auto scaling."""
    return World(connection, account(autoscaled=False))


@pytest.mark.parametrize("used", [RecentConsumption(900, 0), RecentConsumption(10, 3)])
def test_capacity_in_use_or_throttled_is_not_lowered(world: World, used: RecentConsumption) -> None:
    world.read(DERBY, OPENS)
    world.consumption = used

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.WAITING)
    assert world.minimum == 1200


def test_capacity_never_comes_down_below_the_units_provisioned_before(world: World) -> None:
    world.table.set_capacity("read", 300, world.cloud.now)  # as auto scaling does
    world.read(DERBY, OPENS)

    world.run(DERBY, CLOSES, minutes=4)

    assert (world.minimum, world.units) == (50, 300)


def test_capacity_comes_down_once_it_is_not_in_use(world: World) -> None:
    world.read(DERBY, OPENS)
    world.consumption = RecentConsumption(900, 0)
    world.run(DERBY, CLOSES, minutes=30)
    world.consumption = None

    world.run(DERBY, CLOSES + 30 * MINUTE, minutes=3)

    assert (world.minimum, world.units) == (50, 50)


def test_units_left_up_during_a_smaller_fixture_come_down_after_it(connection: Connection) -> None:
    """Found by the stateful test: the lease ended with the units still up."""
    world = World(connection, account(read=555))
    later = match({READ: 188}, name="Hull v Stoke", lasts=CLOSES - KICKOFF + 30 * MINUTE)
    day = calendar(match({READ: 1200}), later)

    world.run(day, OPENS, minutes=2)
    world.run(day, CLOSES, minutes=40)

    assert world.minimum == 555
    assert world.units == 555


def test_units_that_arrive_after_their_minimum_came_down_come_down_too(
    connection: Connection,
) -> None:
    """Found by the stateful test: the lease ended while the update was in progress."""
    until_after = CLOSES + 3 * MINUTE - OPENS
    world = World(connection, account(update=until_after))

    world.run(DERBY, OPENS, minutes=1)
    world.run(calendar(), CLOSES, minutes=3)
    assert world.units == 50
    world.run(calendar(), CLOSES + 3 * MINUTE, minutes=20)
    assert world.units == 1200
    world.advance(world.cloud.now + until_after)

    assert world.minimum == 50
    assert world.units == 50


def test_a_minimum_comes_down_in_part_while_some_is_in_use(world: World) -> None:
    world.read(DERBY, OPENS)
    world.consumption = RecentConsumption(420, 0)

    assert world.read(DERBY, CLOSES)[0] is Action.LOWER
    assert world.minimum == 600
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.WAIT, Code.WAITING)


def test_units_without_auto_scaling_come_down_in_one_step_or_not_at_all(provisioned: World) -> None:
    world = provisioned
    world.read(DERBY, OPENS)
    world.consumption = RecentConsumption(420, 0)

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.WAITING)
    world.consumption = None
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LOWERED)
    assert world.updated == [(1200, 20), (50, 20)]


def test_unreadable_consumption_is_reported_while_capacity_is_held_for_the_next_fixture(
    world: World,
) -> None:
    soon = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + 30 * MINUTE)
    both = calendar(match({READ: 1200}), soon)
    world.read(both, OPENS)
    world.refuse(READ_CONSUMPTION, Code.DENIED)

    assert world.read(both, CLOSES) == (Action.WAIT, Code.DENIED)
    assert world.read(both, CLOSES + MINUTE) == (Action.WAIT, Code.WAITING)


def test_nothing_is_lowered_without_its_consumption(world: World) -> None:
    world.read(DERBY, OPENS)
    world.refuse(READ_CONSUMPTION, Code.DENIED)

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.DENIED)
    assert world.minimum == 1200


def test_capacity_is_held_through_a_short_gap_between_fixtures(world: World) -> None:
    second = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + timedelta(minutes=40))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)

    result = world.tick(two, CLOSES)[READ]

    assert (result.decision.action, result.outcome.code) == (Action.WAIT, Code.WAITING)
    assert "by Hull v Stoke: holding 1200 costs $0.05" in result.outcome.message
    world.run(two, CLOSES, minutes=30)
    assert len(world.registered) == 1


def test_a_long_gap_is_worth_a_decrease(world: World) -> None:
    second = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + timedelta(hours=4))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)

    assert world.read(two, CLOSES)[0] is Action.LOWER


@pytest.mark.parametrize(("made", "action"), [(0, Action.LOWER), (3, Action.WAIT)])
def test_the_last_decrease_allowed_at_any_time_is_kept_for_a_longer_gap(
    world: World, made: int, action: Action
) -> None:
    second = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + timedelta(hours=2))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)
    world.spend_decreases(made, OPENS)

    assert world.read(two, CLOSES)[0] is action


def test_only_the_level_of_the_next_fixture_is_held(world: World) -> None:
    second = match({READ: 600}, name="Hull v Stoke", kickoff=CLOSES + timedelta(minutes=40))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)

    assert world.read(two, CLOSES)[0] is Action.LOWER
    assert world.minimum == 600


def test_a_table_is_not_lowered_while_cloudwatch_answers_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.read(DERBY, OPENS)
    with monkeypatch.context() as patch:
        patch.setattr("tests.unit.prescaler.world.TableMetrics", LostMetrics)
        result = world.tick(DERBY, CLOSES)[READ]

    assert (result.decision.action, result.outcome.code) == (Action.WAIT, Code.WAITING)
    assert "CloudWatch has none of the last minutes" in result.outcome.message
    assert world.minimum == 1200
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LOWERED)


def test_a_decrease_that_aws_would_refuse_is_not_requested(provisioned: World) -> None:
    world = provisioned
    world.read(DERBY, OPENS)
    world.spend_decreases(5, CLOSES - 20 * MINUTE)

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.BUDGET_SPENT)
    assert world.read(DERBY, CLOSES + 40 * MINUTE) == (Action.LOWER, Code.LOWERED)


def test_a_decrease_that_aws_refuses_waits_and_is_not_an_error(provisioned: World) -> None:
    world = provisioned
    world.read(DERBY, OPENS)
    world.refuse(UPDATE_TABLE, Code.BUDGET_SPENT)

    assert world.read(DERBY, CLOSES) == (Action.LOWER, Code.BUDGET_SPENT)
    assert not Code.BUDGET_SPENT.is_error
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LOWERED)


def test_auto_scaling_raises_a_table_with_its_index_and_one_update_finishes_the_lowering(
    connection: Connection,
) -> None:
    wide = prices(
        write={"baseline": 20, "max": 2000},
        indexes={"by-fixture": {"write": {"baseline": 20, "max": 2000}}},
    )
    derby = calendar(match({READ: 1200, WRITE: 400, INDEX: 400}), targets={"prices": wide})
    cloud = account(read=20, indexes={"by-fixture": (20, 20)})
    for dimension in ("write", "by-fixture.write"):
        cloud.register("prices", dimension, minimum=20, maximum=4000)
    world = World(connection, cloud)

    world.run(derby, OPENS, minutes=2)
    assert world.updated == []
    assert cloud.capacity("prices", "read") == 1200
    assert cloud.capacity("prices", "by-fixture.write") == 400
    world.run(derby, CLOSES, minutes=4)
    assert world.updated == [(50, 20)]
    assert cloud.capacity("prices", "by-fixture.write") == 20


def test_a_raise_and_a_lowering_of_one_table_never_share_a_call(connection: Connection) -> None:
    wide = prices(write={"baseline": 20, "max": 2000})
    first = match({READ: 1200})
    second = match({WRITE: 900}, name="Hull v Stoke", kickoff=CLOSES + timedelta(minutes=20))
    both = calendar(first, second, targets={"prices": wide})
    world = World(connection, account(read=20, autoscaled=False))
    world.run(both, OPENS, minutes=1)

    crossing = world.tick(both, CLOSES)

    assert crossing[WRITE].decision.action is Action.RAISE
    assert crossing[READ].outcome.code is Code.WAITING
    world.run(both, CLOSES + MINUTE, minutes=1)
    assert world.updated == [(1200, 20), (1200, 900), (50, 900)]


def test_extra_time_of_one_fixture_holds_capacity_into_the_next(world: World) -> None:
    late = match({READ: 500}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(hours=1))
    two = calendar(match({READ: 1200}), late)
    world.read(two, OPENS)
    world.read(two, KICKOFF + timedelta(minutes=40))
    world.consumption = RecentConsumption(1600, 0)

    assert world.read(two, CLOSES) == (Action.WAIT, Code.WAITING)
    assert world.minimum == 1700
