"""Fixtures removed from the calendar are held until their window ends."""

from dataclasses import replace
from datetime import timedelta

from kickoff.calendar.model.status import CalledOff, Status
from kickoff.timeline import Fixture
from prescaler.model import Action, Code
from tests.unit.prescaler.calendars import (
    CLOSES,
    KICKOFF,
    OPENS,
    READ,
    WRITE,
    calendar,
    match,
    prices,
)
from tests.unit.prescaler.world import World

OFF = CalledOff("Leeds v Derby", KICKOFF, Status.CANCELLED)
MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))
GONE = calendar(targets={})


def test_a_removed_fixture_is_held_with_an_error(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.read(calendar(), OPENS + MINUTE) == (Action.HOLD, Code.VANISHED)
    assert Code.VANISHED.is_error
    assert world.minimum == 1200


def test_a_removed_fixture_is_restored_at_the_end_of_its_window(
    world: World,
) -> None:
    world.read(DERBY, OPENS)
    world.run(calendar(), OPENS + MINUTE, minutes=5)

    assert world.read(calendar(), CLOSES)[0] is Action.LOWER
    world.run(calendar(), CLOSES + MINUTE, minutes=3)
    assert world.lease() is None


def test_an_emptied_calendar_is_held_and_restored_through_its_leases(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.read(GONE, OPENS + MINUTE) == (Action.HOLD, Code.VANISHED)
    assert world.minimum == 1200
    world.run(GONE, CLOSES, minutes=3)
    assert world.minimum == 50
    assert world.lease() is None
    assert world.tick(GONE, CLOSES + 4 * MINUTE) == {}


def test_a_fixture_that_is_called_off_comes_down_at_once(world: World) -> None:
    world.read(DERBY, OPENS)
    called_off = replace(calendar(), called_off=(OFF,))

    assert world.read(called_off, OPENS + MINUTE)[0] is Action.LOWER


def test_a_fixture_moved_to_another_day_comes_down_at_once(world: World) -> None:
    world.read(DERBY, OPENS)
    moved = calendar(match({READ: 1200}, kickoff=KICKOFF + timedelta(days=3)))

    assert world.read(moved, OPENS + MINUTE)[0] is Action.LOWER


def _of_feed(fixture: Fixture) -> Fixture:
    return replace(fixture, origin=("calendars", 0))


def test_an_entry_removed_from_a_feed_comes_down_at_once(world: World) -> None:
    world.read(calendar(_of_feed(match({READ: 1200}))), OPENS)

    assert world.read(calendar(), OPENS + MINUTE)[0] is Action.LOWER


def test_a_feed_that_loses_all_of_several_open_fixtures_is_held(world: World) -> None:
    late = match({READ: 800}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(minutes=10))
    world.run(calendar(_of_feed(match({READ: 1200})), _of_feed(late)), OPENS, minutes=12)

    assert world.read(calendar(), KICKOFF) == (Action.HOLD, Code.VANISHED)
    assert world.minimum == 2000


def test_several_entries_removed_from_a_feed_with_others_come_down(world: World) -> None:
    late = match({READ: 800}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(minutes=10))
    other = match({READ: 10}, name="Luton v Bury", kickoff=KICKOFF + timedelta(days=7))
    world.run(calendar(_of_feed(match({READ: 1200})), _of_feed(late)), OPENS, minutes=12)

    assert world.read(calendar(_of_feed(other)), KICKOFF)[0] is Action.LOWER


def test_a_demand_removed_from_the_profile_comes_down_at_once(world: World) -> None:
    both = prices(write={"baseline": 20, "max": 40})
    world.read(DERBY, OPENS)
    changed = calendar(match({WRITE: 20}), targets={"prices": both})

    assert world.tick(changed, OPENS + MINUTE)[READ].decision.action is Action.LOWER


def test_the_raise_of_two_fixtures_is_held_when_one_is_removed(world: World) -> None:
    late = match({READ: 800}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(minutes=10))
    world.run(calendar(match({READ: 1200}), late), OPENS, minutes=12)
    assert world.minimum == 2000

    assert world.read(calendar(late), KICKOFF) == (Action.HOLD, Code.VANISHED)
    assert world.minimum == 2000
    world.run(calendar(late), CLOSES, minutes=1)
    assert world.minimum == 800
