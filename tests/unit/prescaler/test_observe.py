"""`mode: observe`: a target is planned, measured and reported, and nothing of it is changed."""

from dataclasses import replace
from datetime import timedelta

from kickoff.calendar import Calendar
from kickoff.calendar.model.base_target import Mode
from prescaler.model import Code
from tests.unit.prescaler.calendars import OPENS, READ, calendar, match, prices
from tests.unit.prescaler.test_scheduled_actions import actions, audited
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DERBY = match({READ: 1200})


def observed(**extra: object) -> Calendar:
    return calendar(DERBY, targets={"prices": prices(mode="observe", **extra)})


def test_an_observed_target_is_described_and_not_raised(world: World) -> None:
    (result,) = world.reconcile(observed(), OPENS).results

    assert result.outcome.code is Code.PLANNED
    assert result.outcome.message == (
        "mode: observe: would set minimum 50 -> 1200; mode: act does it"
    )
    assert (world.minimum, world.lease(), world.registered) == (50, None, [])


def test_a_fixture_of_an_observed_target_is_never_unready(world: World) -> None:
    (late,) = world.reconcile(observed(), OPENS + 19 * MINUTE).results
    assert late.unready == ()


def test_the_mode_of_the_calendar_counts_for_targets_without_one(world: World) -> None:
    everything = replace(calendar(DERBY), mode=Mode.OBSERVE)
    world.reconcile(everything, OPENS)
    assert world.minimum == 50

    acting = calendar(DERBY, targets={"prices": prices(mode="act")})
    world.reconcile(replace(acting, mode=Mode.OBSERVE), OPENS + MINUTE)
    assert world.minimum == 1200


def test_status_says_that_a_target_is_only_observed(world: World) -> None:
    (row,) = world.prescaler.status(observed(), OPENS).rows
    assert row.reason.startswith("mode: observe, so nothing is changed: ")


def test_capacity_that_was_raised_before_stays_until_a_person_releases_it(world: World) -> None:
    world.reconcile(calendar(DERBY), OPENS)
    world.run(observed(), OPENS + MINUTE, 300)
    assert world.minimum == 1200

    world.prescaler.release(observed(), OPENS + 301 * MINUTE, None)
    assert world.minimum == 50


def test_scheduled_actions_of_a_target_are_deleted_when_it_is_only_observed(world: World) -> None:
    at = audited(world, calendar(DERBY, targets={"prices": prices(arm=True)}), OPENS - 20 * HOUR)
    assert actions(world)

    world.run(observed(arm=True), at + MINUTE, 16)

    assert actions(world) == []


def test_no_scheduled_action_is_made_for_an_observed_target(world: World) -> None:
    audited(world, observed(arm=True), OPENS - 20 * HOUR)
    assert (actions(world), world.lease()) == ([], None)
