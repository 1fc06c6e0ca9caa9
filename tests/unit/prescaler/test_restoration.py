"""Everything that a stack holds is restored, without a calendar."""

from datetime import timedelta

from operations.restoration import Restoration, restore
from prescaler.model import Code
from tests.unit.prescaler.calendars import OPENS, READ, calendar, match
from tests.unit.prescaler.world import READ_LEASES, REGISTER, World

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def attempts(world: World, patience: timedelta = 30 * MINUTE) -> list[Restoration]:
    def wait() -> None:
        world.advance(world.cloud.now + MINUTE)

    return list(restore(world.prescaler, lambda: world.cloud.now, wait, patience))


def test_nothing_held_is_one_attempt(world: World) -> None:
    [attempt] = attempts(world)

    assert (attempt.left, attempt.failed) == (0, False)


def test_a_raise_is_restored_and_its_lease_ends(world: World) -> None:
    world.read(DERBY, OPENS)

    last = attempts(world)[-1]

    assert (world.minimum, world.units, last.left, last.failed) == (50, 50, 0, False)


def test_a_failure_ends_the_attempts_with_the_lease_left(world: World) -> None:
    world.read(DERBY, OPENS)
    world.refuse(REGISTER, Code.DENIED)

    [attempt] = attempts(world)

    assert (attempt.left, attempt.failed, world.minimum) == (1, True, 1200)


def test_a_table_that_cannot_be_read_holds_something(world: World) -> None:
    world.refuse(READ_LEASES, Code.DENIED)
    world.refuse(READ_LEASES, Code.DENIED)
    world.refuse(READ_LEASES, Code.DENIED)

    [attempt] = attempts(world)

    assert (attempt.left, attempt.failed) == (1, True)


def test_a_lease_that_stays_ends_with_the_patience(world: World) -> None:
    world.read(DERBY, OPENS)
    for _ in range(50):
        world.refuse(REGISTER, Code.BUSY)

    found = attempts(world, patience=3 * MINUTE)

    assert found[-1].left == 1
    assert not found[-1].failed
