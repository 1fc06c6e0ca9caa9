"""A tick of the past, such as a message that somebody sends again: it lowers nothing."""

from datetime import timedelta

import pytest

from prescaler.model import Action, RecentConsumption
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.world import World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DERBY = calendar(match({READ: 1200}))


@pytest.mark.parametrize("age", [11 * MINUTE, 4 * HOUR, 23 * HOUR])
def test_a_tick_from_before_the_window_lowers_nothing_in_the_match(
    world: World, age: timedelta
) -> None:
    world.read(DERBY, OPENS)
    world.run(DERBY, KICKOFF, minutes=3)

    result = world.tick(DERBY, OPENS - age)

    assert world.minimum == 1200
    assert all("is late" in each.decision.reason for each in result.values())


def test_a_tick_from_between_two_fixtures_lowers_nothing_of_the_second(world: World) -> None:
    cup = match({READ: 1000}, name="Cup", kickoff=CLOSES + 40 * MINUTE)
    both = calendar(match({READ: 1200}), cup)
    world.read(both, OPENS)
    world.consumption = RecentConsumption(900, 0)  # too busy to lower between them
    world.run(both, CLOSES, minutes=30)
    world.consumption = None

    world.reconcile(both, CLOSES + 5 * MINUTE)

    assert world.minimum == 1200


def test_a_late_tick_does_not_enforce_the_level_of_its_time(world: World) -> None:
    strict = calendar(match({READ: 1200}), targets={"prices": prices(drift="enforce")})
    world.read(strict, OPENS)
    world.somebody_sets(2000)

    world.reconcile(strict, OPENS - HOUR)

    assert world.minimum == 2000


def test_a_release_lowers_although_a_trial_of_this_evening_raised(world: World) -> None:
    world.read(DERBY, OPENS)

    (result,) = world.prescaler.release(DERBY, OPENS - 6 * HOUR).results

    assert result.decision.action is Action.LOWER
    assert world.minimum == 50
