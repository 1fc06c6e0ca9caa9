"""Release and pause by a person, and the status and history they see."""

from datetime import timedelta

import pytest

from prescaler.model import Action, Code, RecentConsumption
from tests.unit.operations.learning.evenings import LostMetrics
from tests.unit.prescaler.calendars import CLOSES, OPENS, READ, calendar, match
from tests.unit.prescaler.world import World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DERBY = calendar(match({READ: 1200}))


def test_a_release_by_hand_restores_during_the_window(world: World) -> None:
    world.read(DERBY, OPENS)

    (result,) = world.prescaler.release(DERBY, OPENS + MINUTE).results

    assert result.decision.action is Action.LOWER
    assert world.minimum == 50


def test_a_release_by_hand_restores_although_cloudwatch_answers_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.read(DERBY, OPENS)
    monkeypatch.setattr("tests.unit.prescaler.world.TableMetrics", LostMetrics)

    world.prescaler.release(DERBY, OPENS + MINUTE)

    assert world.minimum == 50


def test_a_released_fixture_does_not_raise_again(world: World) -> None:
    world.read(DERBY, OPENS)
    world.prescaler.release(DERBY, OPENS + MINUTE)
    world.run(DERBY, OPENS + 2 * MINUTE, minutes=60)

    assert world.minimum == 50
    assert world.lease() is None


def test_a_release_lowers_although_another_fixture_needs_more_by_now(world: World) -> None:
    world.read(DERBY, OPENS)
    cup = match({READ: 800}, name="Cup", kickoff=OPENS + timedelta(minutes=20))
    both = calendar(match({READ: 1200}), cup)

    world.prescaler.release(both, OPENS + MINUTE)
    world.run(both, OPENS + 2 * MINUTE, minutes=30)

    assert world.minimum == 50


def test_a_release_after_a_fixture_vanished_keeps_what_the_others_need(world: World) -> None:
    cup = match({READ: 800}, name="Cup")
    both, left = calendar(match({READ: 1200}), cup), calendar(cup)
    world.read(both, OPENS)
    assert world.minimum == 2000

    world.prescaler.release(left, OPENS + MINUTE)
    assert world.minimum == 800
    world.run(left, OPENS + 2 * MINUTE, minutes=30)
    assert world.minimum == 800

    world.prescaler.release(left, OPENS + 40 * MINUTE)
    assert world.minimum == 50


def test_status_names_the_fixtures_that_a_person_released(world: World) -> None:
    world.read(DERBY, OPENS)
    world.prescaler.release(DERBY, OPENS + MINUTE)
    world.run(DERBY, OPENS + 2 * MINUTE, minutes=10)

    [row] = world.prescaler.status(DERBY, OPENS + 20 * MINUTE).rows

    assert (row.desired, row.released) == (50, ("Leeds v Derby",))


def test_a_release_raises_nothing_that_is_below_the_baseline(world: World) -> None:
    world.read(DERBY, OPENS)
    world.somebody_sets(20)

    (result,) = world.prescaler.release(DERBY, OPENS + MINUTE).results

    assert (result.decision.action, result.outcome.code) == (Action.WAIT, Code.WAITING)
    assert "a release raises nothing" in result.outcome.message
    assert world.minimum == 20


def test_a_release_does_nothing_while_paused_unless_told(world: World) -> None:
    world.read(DERBY, OPENS)
    world.prescaler.pause(CLOSES, "ann")

    refused = world.prescaler.release(DERBY, OPENS + MINUTE)
    assert (refused.results, refused.pause and refused.pause.by) == ((), "ann")
    assert world.minimum == 1200

    world.prescaler.release(DERBY, OPENS + MINUTE, while_paused=True)
    assert world.minimum == 50


def test_a_planned_release_describes_what_it_would_lower_and_changes_nothing(world: World) -> None:
    world.read(DERBY, OPENS)
    before = world.lease()

    (result,) = world.prescaler.plan_release(DERBY, OPENS + MINUTE).results

    assert result.outcome.message == "would set minimum 1200 -> 50"
    assert (world.minimum, world.lease()) == (1200, before)


def test_a_later_fixture_raises_to_its_own_level_after_a_release(world: World) -> None:
    world.read(DERBY, OPENS)
    world.prescaler.release(DERBY, OPENS + MINUTE)
    world.run(DERBY, OPENS + 2 * MINUTE, minutes=5)
    cup = match({READ: 300}, name="Cup", kickoff=OPENS + timedelta(minutes=30))

    world.run(calendar(match({READ: 1200}), cup), OPENS + 10 * MINUTE, minutes=1)

    assert world.minimum == 300


def test_the_next_fixture_with_the_name_is_not_released(world: World) -> None:
    world.read(DERBY, OPENS)
    world.prescaler.release(DERBY, OPENS + MINUTE)
    next_week = match({READ: 1200}, kickoff=OPENS + 24 * 7 * HOUR)

    world.run(calendar(match({READ: 1200}), next_week), next_week.opens, minutes=1)

    assert world.minimum == 1200


def test_a_release_of_another_target_does_not_affect_this_one(world: World) -> None:
    world.read(DERBY, OPENS)

    assert world.prescaler.release(DERBY, OPENS + MINUTE, "odds").results == ()
    assert world.minimum == 1200


def test_a_removed_target_is_restored_by_a_release(world: World) -> None:
    world.read(DERBY, OPENS)

    world.prescaler.release(calendar(targets={}), OPENS + MINUTE)

    assert world.minimum == 50


def test_while_paused_nothing_changes_and_every_tick_reports_it(world: World) -> None:
    world.prescaler.pause(OPENS + 10 * MINUTE, "ann")

    reports = [world.reconcile(DERBY, OPENS + minute * MINUTE) for minute in range(10)]

    assert {report.pause.by if report.pause else None for report in reports} == {"ann"}
    assert {r.outcome.code for report in reports for r in report.results} == {Code.PAUSED}
    assert world.minimum == 50
    assert world.read(DERBY, OPENS + 10 * MINUTE) == (Action.RAISE, Code.READY)


def test_a_stop_has_no_end_until_it_is_started_again(world: World) -> None:
    world.read(calendar(match({READ: 600})), OPENS)
    world.prescaler.stop("ann")

    reports = [world.reconcile(DERBY, OPENS + hour * HOUR) for hour in range(1, 100)]

    assert all(report.pause and report.pause.stops_all for report in reports)
    assert {r.outcome.code for report in reports for r in report.results} == {Code.PAUSED}
    assert world.minimum == 600
    world.prescaler.start()
    assert world.read(DERBY, OPENS + 100 * HOUR)[0] is Action.LOWER


def test_a_pause_beside_a_stop_does_not_end_it(world: World) -> None:
    world.prescaler.stop("ann")
    world.prescaler.pause(OPENS + MINUTE, "bob")
    world.prescaler.end_pause()

    assert world.read(DERBY, OPENS + 2 * MINUTE) == (Action.RAISE, Code.PAUSED)


def test_a_start_ends_a_pause_too(world: World) -> None:
    world.prescaler.stop("ann")
    world.prescaler.pause(CLOSES, "bob")
    world.prescaler.start()

    assert world.read(DERBY, OPENS) == (Action.RAISE, Code.READY)


def test_held_capacity_has_the_price_of_the_raise(world: World) -> None:
    world.read(DERBY, OPENS)

    [held] = world.prescaler.held()

    assert (held.target, held.dimension, held.found, held.applied) == ("prices", "read", 50, 1200)
    assert held.dollars_an_hour == pytest.approx(1150 * 0.00013)


def test_held_capacity_has_the_price_of_kickoffs_own_region(world: World) -> None:
    world.read(DERBY, OPENS)

    [held] = world.prescaler.held("eu-west-1")

    assert held.region == "eu-west-1"
    assert held.dollars_an_hour == pytest.approx(1150 * 0.000147)


def test_a_fixture_that_starts_unready_is_reported_while_paused(world: World) -> None:
    world.prescaler.pause(CLOSES, "ann")

    result = world.tick(DERBY, OPENS + 18 * MINUTE)[READ]

    assert [fixture.name for fixture in result.unready] == ["Leeds v Derby"]


def test_history_lists_every_change_with_its_reason_newest_first(world: World) -> None:
    world.read(DERBY, OPENS)
    world.run(DERBY, CLOSES, minutes=4)

    reported = [
        (each.entry.action, each.entry.before, each.entry.after)
        for each in world.prescaler.history()
    ]

    assert reported == [
        ("release", 50, 50),
        ("finish", 1200, 50),
        ("lower", 1200, 50),
        ("raise", 50, 1200),
    ]
    assert "Leeds v Derby needs 1200" in world.prescaler.history()[-1].entry.because


def test_a_lowering_in_parts_is_one_change_of_the_history(world: World) -> None:
    world.read(DERBY, OPENS)
    for minute, used in enumerate((700, 400, 200, 0)):
        world.consumption = RecentConsumption(used, 0)
        world.read(DERBY, CLOSES + minute * MINUTE)

    reported = [
        (each.entry.action, each.entry.before, each.entry.after)
        for each in world.prescaler.history()
    ]

    assert reported == [("lower", 1200, 50), ("raise", 50, 1200)]


def test_history_continues_over_fixtures_and_is_bounded(world: World) -> None:
    for day in range(9):
        start = OPENS + timedelta(days=day)
        daily = calendar(match({READ: 1200}, kickoff=start + timedelta(minutes=20)))
        world.read(daily, start)
        world.run(daily, start + timedelta(hours=2, minutes=20), minutes=4)

    assert len(world.prescaler.history()) == 12


def test_status_shows_who_changed_it(world: World) -> None:
    world.read(DERBY, OPENS)
    world.somebody_sets(2000)

    (row,) = world.prescaler.status(DERBY, OPENS + MINUTE).rows

    assert row.changed == (
        "kickoff 05 Dec 14:40Z: raise 50 -> 1200",
        "somebody else: 2000",
        "auto scaling 05 Dec 14:40Z: successful: Setting read capacity units to 2000",
    )
