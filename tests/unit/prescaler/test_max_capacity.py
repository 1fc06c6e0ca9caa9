"""MaxCapacity is raised only if the target allows it, in the same call, and restored."""

from datetime import timedelta

from prescaler.model import Action, Code
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
CAPPED = calendar(match({READ: 1200}))
RAISING = calendar(match({READ: 1200}), targets={"prices": prices(over_max="raise")})


def test_a_level_above_the_live_maximum_is_raised_up_to_it(world: World) -> None:
    world.somebody_sets(50, maximum=1000)

    assert world.read(CAPPED, OPENS) == (Action.RAISE, Code.MAX_TOO_LOW)
    assert world.minimum == 1000
    assert world.read(CAPPED, OPENS + MINUTE) == (Action.HOLD, Code.MAX_TOO_LOW)
    world.read(CAPPED, CLOSES)
    assert world.minimum == 50


def test_both_bounds_are_raised_in_one_call_if_the_target_allows_it(world: World) -> None:
    world.somebody_sets(50, maximum=1000)

    assert world.read(RAISING, OPENS) == (Action.RAISE, Code.READY)
    assert world.registered == [(world.scalable, 1200, 1200)]


def test_both_bounds_are_restored_in_one_call(world: World) -> None:
    world.somebody_sets(50, maximum=1000)
    world.read(RAISING, OPENS)
    world.read(RAISING, CLOSES)

    assert world.registered[1:] == [(world.scalable, 50, 1000)]
    world.run(RAISING, CLOSES + MINUTE, minutes=2)
    assert world.lease() is None


def test_a_maximum_that_is_high_enough_is_not_passed(world: World) -> None:
    world.read(RAISING, OPENS)
    world.read(RAISING, CLOSES)

    assert [maximum for _, _, maximum in world.registered] == [None, None]


def test_a_maximum_somebody_else_set_meanwhile_stays(world: World) -> None:
    world.somebody_sets(50, maximum=1000)
    world.read(RAISING, OPENS)
    world.somebody_sets(1200, maximum=6000)
    world.read(RAISING, CLOSES)

    assert world.bounds == (50, 6000)


def test_a_maximum_somebody_else_set_stays_through_two_lowerings(world: World) -> None:
    late = match({READ: 500}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(hours=1))
    two = calendar(match({READ: 1200}), late, targets={"prices": prices(over_max="raise")})
    world.somebody_sets(50, maximum=1000)
    world.read(two, OPENS)
    world.somebody_sets(1200, maximum=6000)
    world.read(two, CLOSES)
    world.read(two, CLOSES + timedelta(hours=1))

    assert world.bounds == (50, 6000)


def test_a_foreign_minimum_stays_while_the_maximum_is_restored(world: World) -> None:
    world.somebody_sets(50, maximum=1000)
    world.read(RAISING, OPENS)
    world.somebody_sets(77, maximum=1200)

    world.run(RAISING, CLOSES, minutes=3)

    assert world.bounds == (77, 1000)


def test_the_maximum_is_restored_although_the_minimum_is_foreign(world: World) -> None:
    world.somebody_sets(50, maximum=1000)
    world.read(RAISING, OPENS)
    world.somebody_sets(40, maximum=1200)

    world.run(RAISING, CLOSES, minutes=4)

    assert world.bounds == (50, 1000)
    assert world.lease() is None
