"""Raise at once; lower only what kickoff raised, and only to the found minimum."""

from datetime import timedelta

from prescaler.model import Action, Code, Limits
from simulator.errors import ServiceError
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.connection import die
from tests.unit.prescaler.world import REGISTER, World

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def test_minimum_is_raised_when_the_window_opens(world: World) -> None:
    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.READY)
    assert world.minimum == 1200


def test_the_lease_records_the_found_bounds(world: World) -> None:
    world.read(DERBY, OPENS)

    lease = world.lease()
    assert lease is not None
    assert lease.found == Limits(50, 4000)
    assert lease.applied == Limits(1200, 4000)
    assert [claim.fixture for claim in lease.claims] == ["Leeds v Derby"]
    assert lease.until == CLOSES


def test_nothing_is_registered_while_the_level_holds(world: World) -> None:
    world.run(DERBY, OPENS, minutes=60)

    assert len(world.registered) == 1


def test_minimum_returns_to_the_found_one_when_the_window_closes(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.read(DERBY, CLOSES) == (Action.LOWER, Code.LOWERED)
    assert world.minimum == 50
    assert world.read(DERBY, CLOSES + MINUTE) == (Action.FINISH, Code.LOWERED)
    assert world.read(DERBY, CLOSES + 2 * MINUTE) == (Action.RELEASE, Code.RESTORED)
    assert world.lease() is None


def test_the_next_tick_makes_up_for_a_missed_raise(world: World) -> None:
    assert world.read(DERBY, KICKOFF)[0] is Action.RAISE


def test_the_next_tick_makes_up_for_a_missed_restore(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.read(DERBY, CLOSES + timedelta(days=3))[0] is Action.LOWER


def test_a_late_tick_does_not_lower_a_raise_of_a_later_tick(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.read(DERBY, OPENS - MINUTE)[0] is Action.HOLD
    assert world.minimum == 1200


def test_a_lease_from_a_replay_of_a_future_day_does_not_block_a_lowering(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.read(DERBY, OPENS - timedelta(days=3))[0] is Action.LOWER


def test_minimum_follows_overlapping_fixtures_up_and_down(world: World) -> None:
    late = match({READ: 800}, name="Hull v Stoke", kickoff=KICKOFF + timedelta(hours=1))
    two = calendar(match({READ: 1200}), late)

    world.read(two, OPENS)
    world.read(two, KICKOFF + timedelta(hours=1))
    assert world.minimum == 2000
    world.read(two, CLOSES)
    assert world.minimum == 800
    world.read(two, CLOSES + timedelta(hours=1))
    assert world.minimum == 50


def test_an_already_raised_level_is_never_recorded_as_found(world: World) -> None:
    world.read(calendar(match({READ: 600})), OPENS)
    world.read(DERBY, OPENS + MINUTE)

    lease = world.lease()
    assert lease is not None
    assert lease.found.minimum == 50


def test_minimum_is_never_lowered_below_the_found_one(world: World) -> None:
    world.somebody_sets(300)

    world.read(DERBY, OPENS)
    world.read(DERBY, CLOSES)

    assert world.minimum == 300


def test_a_found_minimum_below_the_baseline_is_raised_to_it_with_a_lease(world: World) -> None:
    world.somebody_sets(10)
    world.read(DERBY, OPENS)
    world.read(DERBY, CLOSES)
    assert world.minimum == 50

    world.run(DERBY, CLOSES + MINUTE, minutes=20)
    assert world.minimum == 50
    assert world.lease() is not None


def test_a_target_renamed_in_the_calendar_keeps_its_lease(world: World) -> None:
    world.read(DERBY, OPENS)
    renamed = READ._replace(target="odds")

    world.tick(calendar(match({renamed: 1200}), targets={"odds": prices()}), OPENS + MINUTE)

    assert len(world.registered) == 1
    assert world.lease_ids() == [world.dimension.lease_id]


def test_the_lease_of_a_deleted_table_ends(world: World) -> None:
    world.read(DERBY, OPENS)
    world.cloud.autoscaling.deregister(world.scalable)
    deleted = ServiceError("ResourceNotFoundException", "Table: prices not found")
    world.cloud.faults.stand(lambda call: call.parameters.get("TableName") == "prices", deleted)

    assert world.read(calendar(targets={}), OPENS + MINUTE)[0] is Action.RELEASE
    assert world.lease() is None


def test_a_crash_between_the_lease_and_the_raise_heals(world: World) -> None:
    world.connection.before_call["RegisterScalableTarget"] = die
    world.dying_tick(DERBY, OPENS)
    assert world.minimum == 50

    assert world.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.READY)
    world.read(DERBY, CLOSES)
    assert world.minimum == 50


def test_a_crash_right_after_the_raise_heals(world: World) -> None:
    world.connection.after_call["RegisterScalableTarget"] = die
    world.dying_tick(DERBY, OPENS)

    assert world.read(DERBY, OPENS + MINUTE) == (Action.HOLD, Code.READY)
    world.read(DERBY, CLOSES)
    assert world.minimum == 50


def test_a_crash_between_the_lease_and_the_lowering_heals(world: World) -> None:
    world.read(DERBY, OPENS)
    world.connection.before_call["RegisterScalableTarget"] = die
    world.dying_tick(DERBY, CLOSES)
    assert world.minimum == 1200

    assert world.read(DERBY, CLOSES + MINUTE) == (Action.LOWER, Code.LOWERED)


def test_a_raise_whose_answer_was_lost_is_not_drift(world: World) -> None:
    world.lose_answer(REGISTER, Code.UNREACHABLE)

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.UNREACHABLE)
    assert world.read(DERBY, OPENS + MINUTE) == (Action.HOLD, Code.READY)


def test_only_one_of_two_simultaneous_prescalers_raises(world: World) -> None:
    other = World(world.connection)
    world.connection.before_call["PutItem"] = lambda: other.read(DERBY, OPENS)

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.CONFLICT)
    assert len(world.registered) == 1
    assert world.read(DERBY, OPENS + MINUTE) == (Action.HOLD, Code.READY)
