"""Drift policies: adopt and enforce, and two prescalers that do not fight."""

from datetime import timedelta

from kickoff.calendar import Calendar
from prescaler.model import Action, Code, RecentConsumption
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)


def under(policy: str, demand: int = 1200, lasts: timedelta = CLOSES - KICKOFF) -> Calendar:
    return calendar(match({READ: demand}, lasts=lasts), targets={"prices": prices(drift=policy)})


def test_an_adopted_minimum_is_never_lowered(world: World) -> None:
    world.read(under("adopt"), OPENS)
    world.somebody_sets(2000)

    assert world.read(under("adopt"), OPENS + MINUTE) == (Action.RELEASE, Code.RESTORED)
    world.run(under("adopt"), CLOSES, minutes=20)
    assert world.minimum == 2000


def test_an_adopted_minimum_without_a_lease_is_not_drift(world: World) -> None:
    world.somebody_sets(80)
    at = world.audit_minute(OPENS - timedelta(hours=1))

    result = world.tick(under("adopt"), at)[READ]

    assert (result.decision.action, result.decision.drift) == (Action.HOLD, False)


def test_an_enforced_minimum_is_lowered_to_the_desired_one_and_later_to_the_found_one(
    world: World,
) -> None:
    world.read(under("enforce"), OPENS)
    world.somebody_sets(2000)

    assert world.read(under("enforce"), OPENS + MINUTE) == (Action.LOWER, Code.LOWERED)
    assert world.minimum == 1200
    world.run(under("enforce"), CLOSES, minutes=3)
    assert world.minimum == 50


def test_an_enforced_minimum_without_a_lease_is_lowered_to_the_baseline_and_never_below(
    world: World,
) -> None:
    world.somebody_sets(80)
    at = world.audit_minute(OPENS - timedelta(days=1))

    assert world.read(under("enforce"), at)[0] is Action.LOWER
    assert world.minimum == 50


def test_two_enforcing_prescalers_change_it_at_most_once_an_hour_each(world: World) -> None:
    world.cloud.add_table("other-leases", key="lease")
    other = World(world.connection, leases="other-leases")
    low, high = under("enforce", 600), under("enforce", 1200)
    for minute in range(120):
        world.reconcile(low, OPENS + minute * MINUTE)
        other.reconcile(high, OPENS + minute * MINUTE)

    assert len(world.registered) <= 6


def test_two_holding_stacks_restore_the_found_minimum(world: World) -> None:
    world.cloud.add_table("other-leases", key="lease")
    other = World(world.connection, leases="other-leases")
    low, high = under("hold", 600), under("hold", 1200, lasts=timedelta(hours=3))
    changes = []
    for minute in range(240):
        world.reconcile(low, OPENS + minute * MINUTE)
        other.reconcile(high, OPENS + minute * MINUTE)
        changes.append(len(world.registered))

    assert world.minimum == 50
    assert changes[-1] <= 6
    assert world.lease() is None
    assert other.lease() is None


def test_a_foreign_minimum_in_use_is_not_lowered(world: World) -> None:
    world.read(under("enforce"), OPENS)
    world.somebody_sets(2000)
    world.consumption = RecentConsumption(1800, 0)

    assert world.read(under("enforce"), OPENS + MINUTE) == (Action.WAIT, Code.WAITING)
    assert world.minimum == 2000


def test_two_targets_of_one_table_agree_on_the_higher_level(world: World) -> None:
    again = READ._replace(target="again")
    both = calendar(
        match({READ: 1200}),
        match({again: 600}, name="Hull v Stoke", lasts=timedelta(hours=3)),
        targets={"prices": prices(), "again": prices()},
    )
    lowest = 1200
    for minute in range(150):
        world.reconcile(both, OPENS + minute * MINUTE)
        lowest = min(lowest, world.minimum)

    assert lowest == 600
    assert len(world.registered) <= 4
