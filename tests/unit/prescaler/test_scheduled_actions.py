"""`arm: true`: scheduled actions raise and restore without the prescaler."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kickoff.calendar import Calendar
from prescaler.model import Action, Code, RecentConsumption, ScheduledAction
from simulator.autoscaling.schedules import BoundsAction
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.connection import die
from tests.unit.prescaler.world import SCHEDULE, World

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def scheduled(*fixtures: object, **extra: object) -> Calendar:
    """A calendar with `arm: true`; by default with one fixture."""
    target = prices(arm=True, **extra)
    given = fixtures or (match({READ: 1200}),)
    return calendar(*given, targets={"prices": target})  # type: ignore[arg-type]


def actions(world: World) -> list[tuple[datetime, int]]:
    """The instants of its scheduled actions, and the minimum that each sets."""
    found = []
    for each in world.target.actions.values():
        assert each.minimum is not None
        at = datetime.fromisoformat(each.schedule.removeprefix("at(").removesuffix(")"))
        found.append((at.replace(tzinfo=UTC), each.minimum))
    return sorted(found)


def audited(world: World, of: Calendar, before: datetime) -> datetime:
    """Run a tick at the last audit before an instant."""
    at = world.audit_minute(before - timedelta(minutes=15))
    world.reconcile(of, at)
    return at


def test_an_audit_within_a_day_schedules_the_raise_and_the_restore(world: World) -> None:
    audited(world, scheduled(), OPENS - 20 * HOUR)

    assert actions(world) == [
        (OPENS + 2 * MINUTE, 1200),
        (OPENS + 6 * MINUTE, 1200),
        (CLOSES + 30 * MINUTE, 50),
    ]
    lease = world.lease()
    assert lease is not None
    assert lease.found.minimum == 50


def test_a_fixture_more_than_a_day_away_is_not_scheduled(world: World) -> None:
    audited(world, scheduled(), OPENS - 25 * HOUR)

    assert actions(world) == []
    assert world.lease() is None


def test_capacity_is_raised_and_restored_without_the_prescaler(world: World) -> None:
    audited(world, scheduled(), KICKOFF - HOUR)

    world.advance(KICKOFF)
    assert world.minimum == 1200
    world.advance(CLOSES + HOUR)
    assert world.minimum == 50


def test_a_raise_by_a_scheduled_action_is_restored_by_a_prescaler_back_during_the_fixture(
    world: World,
) -> None:
    audited(world, scheduled(), KICKOFF - HOUR)
    world.advance(KICKOFF)

    world.run(scheduled(), KICKOFF + HOUR, minutes=20)
    assert world.minimum == 1200
    world.run(scheduled(), CLOSES, minutes=40)

    assert world.minimum == 50
    assert world.lease() is None
    assert actions(world) == []


def test_a_prescaler_back_after_the_fixture_cleans_up(world: World) -> None:
    audited(world, scheduled(), KICKOFF - HOUR)
    world.advance(CLOSES + HOUR)

    world.run(scheduled(), CLOSES + 2 * HOUR, minutes=20)

    assert (world.minimum, world.units) == (50, 50)
    assert world.lease() is None
    assert actions(world) == []


def test_a_scheduled_restore_is_postponed_while_a_lowering_waits(world: World) -> None:
    of = scheduled()
    world.run(of, OPENS - HOUR, minutes=60)
    world.run(of, OPENS, minutes=(CLOSES - OPENS) // MINUTE)
    world.consumption = RecentConsumption(1000, 0)
    for minute in range(90):
        world.reconcile(of, CLOSES + minute * MINUTE)
        assert world.minimum == 1200


def test_moving_a_fixture_moves_its_actions(world: World) -> None:
    audited(world, scheduled(), OPENS - 5 * HOUR)
    later = scheduled(match({READ: 1200}, kickoff=KICKOFF + HOUR))

    audited(world, later, OPENS - 4 * HOUR)

    assert actions(world) == [
        (OPENS + HOUR + 2 * MINUTE, 1200),
        (OPENS + HOUR + 6 * MINUTE, 1200),
        (CLOSES + HOUR + 30 * MINUTE, 50),
    ]


@pytest.mark.parametrize("gone", ["no setting", "called off"])
def test_without_the_setting_or_the_fixture_no_action_is_left(world: World, gone: str) -> None:
    audited(world, scheduled(), OPENS - 5 * HOUR)
    after = calendar(match({READ: 1200})) if gone == "no setting" else scheduled(match({}))

    world.run(after, OPENS - 4 * HOUR, minutes=20)

    assert actions(world) == []
    assert world.lease() is None


def test_a_quiet_target_with_actions_is_read_only_in_audits(world: World) -> None:
    audited(world, scheduled(), OPENS - 5 * HOUR)
    due = [
        len(world.reconcile(scheduled(), OPENS - 4 * HOUR + minute * MINUTE).results)
        for minute in range(15)
    ]

    assert sum(due) == 1


def test_a_refused_action_is_an_outcome_and_tried_again(world: World) -> None:
    world.refuse(SCHEDULE, Code.DENIED)
    at = world.audit_minute(OPENS - 5 * HOUR)

    assert world.read(scheduled(), at) == (Action.HOLD, Code.DENIED)
    world.run(scheduled(), at + MINUTE, minutes=15)
    assert len(actions(world)) == 3


def test_no_restore_is_scheduled_between_two_close_fixtures(world: World) -> None:
    second = match({READ: 900}, name="Hull v Stoke", kickoff=CLOSES + 40 * MINUTE)
    audited(world, scheduled(match({READ: 1200}), second), OPENS - 5 * HOUR)

    assert [minimum for _, minimum in actions(world)] == [1200, 1200, 900, 50]


def test_a_scheduled_restore_never_goes_below_the_found_minimum(world: World) -> None:
    world.somebody_sets(300)
    audited(world, scheduled(), OPENS - 5 * HOUR)

    assert [minimum for _, minimum in actions(world)] == [1200, 1200, 300]


def test_after_a_crash_right_after_scheduling_every_action_is_in_the_lease(world: World) -> None:
    after, before = world.connection.after_call, world.connection.before_call
    after["PutScheduledAction"] = lambda: before.update(PutItem=die)
    world.dying_tick(scheduled(), world.audit_minute(KICKOFF - HOUR))
    assert len(actions(world)) == 3
    world.advance(KICKOFF)

    world.run(scheduled(), KICKOFF + HOUR, minutes=1)
    world.run(scheduled(), CLOSES, minutes=20)

    assert world.minimum == 50
    assert world.lease() is None


def test_an_action_deleted_by_somebody_else_is_created_again_in_the_audit(world: World) -> None:
    at = audited(world, scheduled(), OPENS - 5 * HOUR)
    before = actions(world)
    world.target.actions.popitem()

    world.run(scheduled(), at + MINUTE, minutes=15)

    assert actions(world) == before


def test_an_action_of_kickoff_that_no_lease_names_is_deleted(world: World) -> None:
    stray = ScheduledAction(OPENS - HOUR, 3000)
    schedule = f"at({stray.at:%Y-%m-%dT%H:%M:%S})"
    action = BoundsAction(
        stray.name, schedule, "UTC", None, None, stray.minimum, None, created=world.cloud.now
    )
    world.cloud.autoscaling.put_action(world.scalable, action)

    audited(world, scheduled(), OPENS - 5 * HOUR)

    assert 3000 not in [minimum for _, minimum in actions(world)]
    assert len(actions(world)) == 3


def test_a_stop_deletes_scheduled_actions_and_a_start_makes_them_again(world: World) -> None:
    at = audited(world, scheduled(), OPENS - 20 * HOUR)
    armed = actions(world)
    world.prescaler.stop("ann")

    world.reconcile(scheduled(), at + MINUTE)

    assert (actions(world), world.minimum) == ([], 50)
    world.advance(KICKOFF - HOUR)
    world.prescaler.start()
    audited(world, scheduled(), KICKOFF - HOUR)
    assert actions(world)[-1] == armed[-1]


def test_every_action_is_in_the_lease_while_windows_open_one_after_the_other(world: World) -> None:
    second = match({READ: 900}, name="Hull v Stoke", kickoff=KICKOFF + 30 * MINUTE)
    before, after = scheduled(match({READ: 1200})), scheduled(match({READ: 1200}), second)

    for minute in range((CLOSES + 2 * HOUR - OPENS + HOUR) // MINUTE):
        at = OPENS - HOUR + minute * MINUTE
        world.reconcile(before if at < OPENS - 20 * MINUTE else after, at)
        lease = world.lease()
        named = {each.name for each in lease.armed} if lease else set()
        assert set(world.target.actions) <= named, at


@pytest.mark.parametrize("minutes", [-20, 0, 1, 3, 31, 60, 200])
def test_a_stop_at_any_instant_leaves_no_action_after_the_next_tick(
    world: World, minutes: int
) -> None:
    second = match({READ: 900}, name="Hull v Stoke", kickoff=KICKOFF + 30 * MINUTE)
    before, after = scheduled(match({READ: 1200})), scheduled(match({READ: 1200}), second)
    world.run(before, OPENS - 45 * MINUTE, minutes=10)
    world.run(after, OPENS - 35 * MINUTE, minutes=35 + minutes)
    world.prescaler.stop("ann")

    world.reconcile(after, OPENS + minutes * MINUTE)

    minimum = world.minimum
    assert actions(world) == []
    world.advance(CLOSES + 2 * HOUR)
    assert world.minimum == minimum


def test_a_stop_deletes_an_action_that_the_lease_does_not_name(world: World) -> None:
    at = audited(world, scheduled(), OPENS - 20 * HOUR)
    lease = world.lease()
    assert lease is not None
    world.leases.put(replace(lease, armed=()))
    theirs = BoundsAction("nightly", "cron(0 2 * * ? *)", "UTC", None, None, 60, None, created=at)
    world.cloud.autoscaling.put_action(world.scalable, theirs)
    world.prescaler.stop("ann")

    world.reconcile(scheduled(), at + MINUTE)

    assert set(world.target.actions) == {"nightly"}


def test_bounds_of_an_action_that_ran_during_the_stop_are_restored_after_it(world: World) -> None:
    of = scheduled()
    audited(world, of, OPENS - HOUR)
    runs = OPENS + 2 * MINUTE
    world.prescaler.stop("ann")
    action = next(
        each for each in world.target.actions.values() if f"{runs:%H:%M}" in each.schedule
    )
    world.reconcile(of, runs)
    assert action.minimum is not None
    world.somebody_sets(action.minimum)
    world.prescaler.start()

    world.run(of, runs + MINUTE, minutes=(CLOSES - runs) // MINUTE + 40)

    assert world.minimum == 50


def test_a_dry_run_of_a_stopped_stack_deletes_nothing(world: World) -> None:
    at = audited(world, scheduled(), OPENS - 20 * HOUR)
    armed = actions(world)
    world.prescaler.stop("ann")

    world.prescaler.dry_run(scheduled(), at + MINUTE)

    assert actions(world) == armed


def test_a_refused_deletion_is_an_outcome_and_tried_again(world: World) -> None:
    at = audited(world, scheduled(), OPENS - 20 * HOUR)
    world.prescaler.stop("ann")
    world.refuse("autoscaling.DeleteScheduledAction", Code.DENIED)

    assert world.read(scheduled(), at + MINUTE)[1] is Code.DENIED
    world.reconcile(scheduled(), at + 2 * MINUTE)
    assert actions(world) == []
