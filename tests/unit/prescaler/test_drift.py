"""Foreign values are reported and not lowered."""

from datetime import timedelta

from prescaler.model import Action, Code, Limits
from tests.unit.prescaler.calendars import CLOSES, OPENS, READ, calendar, match
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def test_a_higher_minimum_set_meanwhile_is_never_lowered(world: World) -> None:
    world.read(DERBY, OPENS)
    world.somebody_sets(2000)

    assert world.read(DERBY, OPENS + MINUTE) == (Action.DRIFT, Code.DRIFT)
    assert world.read(DERBY, CLOSES) == (Action.DRIFT, Code.DRIFT)
    assert world.minimum == 2000


def test_a_lower_minimum_set_meanwhile_is_raised_and_later_restored(world: World) -> None:
    world.read(DERBY, OPENS)
    world.somebody_sets(300)

    result = world.tick(DERBY, OPENS + MINUTE)[READ]
    assert result.decision.action is Action.RAISE
    assert result.decision.drift
    world.read(DERBY, CLOSES)
    assert world.minimum == 300


def test_a_minimum_put_back_to_what_was_found_is_raised_again(world: World) -> None:
    world.read(DERBY, OPENS)
    world.somebody_sets(50)

    result = world.tick(DERBY, OPENS + MINUTE)[READ]
    assert result.decision.action is Action.RAISE
    assert not result.decision.drift
    lease = world.lease()
    assert lease is not None
    assert lease.found == Limits(50, 4000)


def test_a_minimum_above_the_baseline_without_a_lease_is_drift(world: World) -> None:
    world.somebody_sets(80)
    at = world.audit_minute(OPENS - timedelta(hours=1))

    assert world.read(DERBY, at) == (Action.DRIFT, Code.DRIFT)
    assert world.minimum == 80


def test_drift_ends_when_somebody_sets_the_minimum_back(world: World) -> None:
    world.read(DERBY, OPENS)
    world.somebody_sets(2000)
    world.read(DERBY, CLOSES)
    world.somebody_sets(50)

    assert world.read(DERBY, CLOSES + MINUTE) == (Action.FINISH, Code.LOWERED)
    assert world.read(DERBY, CLOSES + 2 * MINUTE) == (Action.RELEASE, Code.RESTORED)
    assert world.lease() is None


def test_a_lease_that_holds_nothing_ends_although_somebody_lowered_further(
    world: World,
) -> None:
    world.somebody_sets(300)
    world.read(DERBY, OPENS)
    world.somebody_sets(60)

    world.run(DERBY, CLOSES, minutes=2)

    assert world.lease() is None
    assert world.minimum == 60
