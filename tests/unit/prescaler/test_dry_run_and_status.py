"""A dry run and the status show what a tick would do, and change nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from prescaler.model import Action, Code
from prescaler.plan.due import select_as_audit
from tests.unit.prescaler.calendars import CLOSES, INDEX, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


def test_a_dry_run_makes_the_decisions_of_the_tick(world: World) -> None:
    (planned,) = world.prescaler.dry_run(DERBY, OPENS).results
    (applied,) = world.reconcile(DERBY, OPENS).results

    assert planned.decision == applied.decision
    assert planned.outcome.code is Code.PLANNED
    assert planned.outcome.message == "would set minimum 50 -> 1200"


def test_a_dry_run_changes_nothing(world: World) -> None:
    world.prescaler.dry_run(DERBY, OPENS)

    assert world.minimum == 50
    assert world.lease() is None


def test_a_dry_run_reports_a_dimension_that_needs_no_change(world: World) -> None:
    world.read(DERBY, OPENS)

    (held,) = world.prescaler.dry_run(DERBY, OPENS + MINUTE).results

    assert held.outcome.code is Code.READY


def test_a_dry_run_reports_what_hinders_the_change_that_it_describes(world: World) -> None:
    tight = calendar(
        match({READ: 20_000}), targets={"prices": prices(read={"baseline": 50, "max": 40_000})}
    )

    (planned,) = world.prescaler.dry_run(tight, OPENS).results

    assert planned.outcome.code is Code.MAX_TOO_LOW
    assert planned.outcome.message.startswith("would set minimum 50 -> 4000; MaxCapacity 4000 is")


def test_a_dry_run_lists_the_scheduled_actions_that_the_tick_makes(world: World) -> None:
    armed = calendar(match({READ: 1200}), targets={"prices": prices(arm=True)})
    evening, by_hand = OPENS - timedelta(hours=20), replace(world.prescaler, select=select_as_audit)

    (planned,) = by_hand.dry_run(armed, evening).results
    assert (dict(world.target.actions), world.lease()) == ({}, None)
    (applied,) = by_hand.reconcile(armed, evening).results

    assert [(each.at, each.minimum) for each in planned.scheduling.created] == [
        (OPENS + 2 * MINUTE, 1200),
        (OPENS + 6 * MINUTE, 1200),
        (CLOSES + 30 * MINUTE, 50),
    ]
    assert planned.scheduling == applied.scheduling
    assert {each.name for each in applied.scheduling.created} == set(world.target.actions)

    (planned,) = by_hand.dry_run(calendar(targets={"prices": prices(arm=True)}), evening).results
    assert len(planned.scheduling.deleted) == len(world.target.actions) == 3


def test_a_tick_that_a_person_runs_looks_at_every_dimension(world: World) -> None:
    quiet = world.audit_minute(OPENS - timedelta(days=1)) + MINUTE
    by_hand = replace(world.prescaler, select=select_as_audit)

    assert world.prescaler.dry_run(DERBY, quiet).results == ()
    assert [each.inputs.dimension.key for each in by_hand.dry_run(DERBY, quiet).results] == [READ]


def test_levels_of_another_instant_are_recorded_at_the_present_one(world: World) -> None:
    now = OPENS - timedelta(days=1)

    world.prescaler.reconcile(DERBY, OPENS, now=now)

    lease = world.lease()
    assert lease is not None
    assert (world.minimum, lease.at) == (1200, now)
    assert [entry.at for entry in lease.entries] == [now]
    assert [claim.ready for claim in lease.claims] == [now]


def test_levels_of_the_past_lower_nothing(world: World) -> None:
    world.read(DERBY, OPENS)

    (result,) = world.prescaler.reconcile(
        DERBY, OPENS - timedelta(hours=3), now=OPENS + MINUTE
    ).results

    assert "a tick of the past lowers nothing" in result.outcome.message
    assert world.minimum == 1200


def test_status_shows_desired_beside_live(world: World) -> None:
    (before,) = world.prescaler.status(DERBY, OPENS).rows
    world.read(DERBY, OPENS)
    (after,) = world.prescaler.status(DERBY, OPENS + MINUTE).rows

    assert (before.desired, before.minimum, before.provisioned) == (1200, 50, 50)
    assert (before.next, before.found, before.fixtures) == (Action.RAISE, None, ())
    assert (after.desired, after.minimum, after.provisioned) == (1200, 1200, 1200)
    assert (after.next, after.found) == (Action.HOLD, 50)
    assert after.fixtures == ("Leeds v Derby 2026-12-05T15:00Z",)
    assert after.state == "ACTIVE"
    assert after.ready


def test_status_shows_quiet_and_unreadable_dimensions(world: World) -> None:
    missing = {"by-fixture": {"write": {"baseline": 20, "max": 40}}}
    wide = calendar(targets={"prices": prices(indexes=missing)})

    rows = {row.dimension: row for row in world.prescaler.status(wide, CLOSES).rows}

    assert rows["read"].state == "ACTIVE"
    assert rows[INDEX.dimension].state == "not_found"
    assert rows[INDEX.dimension].minimum is None


def test_status_shows_a_lease_whose_target_left_the_calendar(world: World) -> None:
    world.read(DERBY, OPENS)

    report = world.prescaler.status(calendar(targets={}), OPENS + MINUTE)
    (row,) = report.rows

    assert (row.target, row.desired, row.next) == ("prices", 50, Action.HOLD)
    assert "vanished from the calendar" in row.reason
    assert world.minimum == 1200


@pytest.mark.parametrize(
    ("made", "minutes", "left"),
    [
        (0, 0, 27),  # four at any time, and one in each hour after the first
        (4, 0, 23),
        (0, 21 * 60 + 49, 6),  # four, and those of 22:49 and 23:49
        (3, 21 * 60 + 49, 3),
        (4, 21 * 60 + 49, 2),
        (4, 23 * 60 + 1, 0),
        (0, 23 * 60 + 1, 4),
    ],
)
def test_status_shows_the_decreases_that_are_still_possible_today(
    world: World, made: int, minutes: int, left: int
) -> None:
    at = OPENS.replace(hour=0, minute=0) + timedelta(days=1, minutes=minutes)
    world.cloud.advance(at)
    world.spend_decreases(made, at)

    (row,) = world.prescaler.status(DERBY, at).rows

    assert row.decreases_left == left
