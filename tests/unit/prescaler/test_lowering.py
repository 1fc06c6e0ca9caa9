"""Limits of a lowering: consumption, the next fixture, and decreases left."""

from datetime import timedelta

import pytest

from prescaler.model import Action, Code, RecentConsumption
from prescaler.resources.registry import KINDS
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
from tests.unit.prescaler.fakes import FakeScaling
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def provisioned() -> World:
    """A world whose table has no auto scaling."""
    scaling = FakeScaling(instant=True)
    scaling.add(World.dimension, 50)
    scaling.without_scaling.add(World.dimension)
    return World(scaling)


@pytest.mark.parametrize("used", [RecentConsumption(900, 0), RecentConsumption(10, 3)])
def test_capacity_in_use_or_throttled_is_not_lowered(world: World, used: RecentConsumption) -> None:
    world.read(DERBY, OPENS)
    world.scaling.used[world.dimension] = used

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.WAITING)
    assert world.minimum == 1200


def test_capacity_never_comes_down_below_the_units_provisioned_before(world: World) -> None:
    world.scaling.live[world.dimension].provisioned = 300  # auto scaling's, above the minimum
    world.read(DERBY, OPENS)

    world.run(DERBY, CLOSES, minutes=4)

    live = world.scaling.live[world.dimension]
    assert (live.minimum, live.provisioned) == (50, 300)


def test_capacity_comes_down_once_it_is_not_in_use(world: World) -> None:
    world.read(DERBY, OPENS)
    world.scaling.used[world.dimension] = RecentConsumption(900, 0)
    world.run(DERBY, CLOSES, minutes=30)
    world.scaling.used.clear()

    world.run(DERBY, CLOSES + 30 * MINUTE, minutes=3)

    assert (world.minimum, world.scaling.live[world.dimension].provisioned) == (50, 50)


def test_units_left_up_during_a_smaller_fixture_come_down_after_it() -> None:
    """Found by the stateful test: the lease ended with the units still up."""
    scaling = FakeScaling(instant=True)
    scaling.add(World.dimension, 555)
    world = World(scaling)
    later = match({READ: 188}, name="Hull v Stoke", lasts=CLOSES - KICKOFF + 30 * MINUTE)
    day = calendar(match({READ: 1200}), later)

    world.run(day, OPENS, minutes=2)
    world.run(day, CLOSES, minutes=40)

    assert world.minimum == 555
    assert scaling.live[World.dimension].provisioned == 555


def test_units_that_arrive_after_their_minimum_came_down_come_down_too() -> None:
    """Found by the stateful test: the lease ended while the update was in progress."""
    scaling = FakeScaling()
    scaling.add(World.dimension, 50)
    world = World(scaling)

    world.run(DERBY, OPENS, minutes=1)
    world.run(calendar(), CLOSES, minutes=3)
    scaling.settle()
    world.run(calendar(), CLOSES + 3 * MINUTE, minutes=20)
    scaling.settle()

    assert world.minimum == 50
    assert scaling.live[World.dimension].provisioned == 50


def test_a_minimum_comes_down_in_part_while_some_is_in_use(world: World) -> None:
    world.read(DERBY, OPENS)
    world.scaling.used[world.dimension] = RecentConsumption(420, 0)

    assert world.read(DERBY, CLOSES)[0] is Action.LOWER
    assert world.minimum == 600
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.WAIT, Code.WAITING)


def test_units_without_auto_scaling_come_down_in_one_step_or_not_at_all() -> None:
    world = provisioned()
    world.read(DERBY, OPENS)
    world.scaling.used[world.dimension] = RecentConsumption(420, 0)

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.WAITING)
    world.scaling.used.clear()
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LOWERED)
    assert world.scaling.updated == [{world.dimension: 1200}, {world.dimension: 50}]


def test_unreadable_consumption_is_reported_while_capacity_is_held_for_the_next_fixture(
    world: World,
) -> None:
    soon = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + 30 * MINUTE)
    both = calendar(match({READ: 1200}), soon)
    world.read(both, OPENS)
    world.refuse("use", Code.DENIED)

    assert world.read(both, CLOSES) == (Action.WAIT, Code.DENIED)
    assert world.read(both, CLOSES + MINUTE) == (Action.WAIT, Code.WAITING)


def test_nothing_is_lowered_without_its_consumption(world: World) -> None:
    world.read(DERBY, OPENS)
    world.refuse("use", Code.DENIED)

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
    assert len(world.scaling.registered) == 1


def test_a_long_gap_is_worth_a_decrease(world: World) -> None:
    second = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + timedelta(hours=4))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)

    assert world.read(two, CLOSES)[0] is Action.LOWER


def test_the_fewer_decreases_are_left_the_longer_a_gap_is_held_through(world: World) -> None:
    second = match({READ: 1200}, name="Hull v Stoke", kickoff=CLOSES + timedelta(hours=4))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)
    world.scaling.decreases = 24

    assert world.read(two, CLOSES)[0] is Action.WAIT


def test_only_the_level_of_the_next_fixture_is_held(world: World) -> None:
    second = match({READ: 600}, name="Hull v Stoke", kickoff=CLOSES + timedelta(minutes=40))
    two = calendar(match({READ: 1200}), second)
    world.read(two, OPENS)

    assert world.read(two, CLOSES)[0] is Action.LOWER
    assert world.minimum == 600


def test_a_decrease_that_aws_would_refuse_is_not_requested() -> None:
    world = provisioned()
    world.read(DERBY, OPENS)
    world.scaling.decreases, world.scaling.decreased = 5, CLOSES - 20 * MINUTE

    assert world.read(DERBY, CLOSES) == (Action.WAIT, Code.BUDGET_SPENT)
    assert world.read(DERBY, CLOSES + 40 * MINUTE) == (Action.LOWER, Code.LOWERED)


def test_a_decrease_that_aws_refuses_waits_and_is_not_an_error() -> None:
    world = provisioned()
    world.read(DERBY, OPENS)
    world.refuse("update", Code.QUOTA)

    assert world.read(DERBY, CLOSES) == (Action.LOWER, Code.BUDGET_SPENT)
    assert not Code.BUDGET_SPENT.is_error
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LOWERED)


def test_a_table_with_its_index_goes_up_in_one_update_and_down_in_one() -> None:
    wide = prices(
        write={"baseline": 20, "max": 2000},
        indexes={"by-fixture": {"write": {"baseline": 20, "max": 2000}}},
    )
    derby = calendar(match({READ: 1200, WRITE: 400, INDEX: 400}), targets={"prices": wide})
    scaling = FakeScaling(instant=True)
    for each in KINDS.dimensions(derby).values():
        scaling.add(each, 20)
    world = World(scaling)

    world.run(derby, OPENS, minutes=2)
    assert [len(update) for update in scaling.updated] == [3]
    world.run(derby, CLOSES, minutes=4)
    assert [len(update) for update in scaling.updated] == [3, 3]


def test_a_raise_and_a_lowering_of_one_table_never_share_a_call() -> None:
    wide = prices(write={"baseline": 20, "max": 2000})
    first = match({READ: 1200})
    second = match({WRITE: 900}, name="Hull v Stoke", kickoff=CLOSES + timedelta(minutes=20))
    both = calendar(first, second, targets={"prices": wide})
    scaling = FakeScaling(instant=True)
    for each in KINDS.dimensions(both).values():
        scaling.add(each, 20)
        scaling.without_scaling.add(each)
    world = World(scaling)
    world.run(both, OPENS, minutes=1)

    crossing = world.tick(both, CLOSES)

    assert crossing[WRITE].decision.action is Action.RAISE
    assert crossing[READ].outcome.code is Code.WAITING
    world.run(both, CLOSES + MINUTE, minutes=1)
    assert [set(update.values()) for update in scaling.updated] == [{1200}, {900}, {50}]


def test_extra_time_of_one_fixture_holds_capacity_into_the_next(world: World) -> None:
    late = match({READ: 500}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(hours=1))
    two = calendar(match({READ: 1200}), late)
    world.read(two, OPENS)
    world.read(two, KICKOFF + timedelta(minutes=40))
    world.scaling.used[world.dimension] = RecentConsumption(1600, 0)

    assert world.read(two, CLOSES) == (Action.WAIT, Code.WAITING)
    assert world.minimum == 1700
