"""A target that changes its region or role while it is raised: the lease follows the table."""

from dataclasses import replace
from datetime import timedelta

from kickoff.calendar import Calendar
from prescaler.model import Action, RecentConsumption
from prescaler.resources.registry import KINDS
from simulator.cloud import Cloud
from tests.unit.prescaler.calendars import CLOSES, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.world import World, account

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


ROLE = "arn:aws:iam::123456789012:role/"
THROUGH_ROLE = calendar(match({READ: 1200}), targets={"prices": prices(role_arn=f"{ROLE}former")})


def revoke(world: World, role: str) -> None:
    """Let a role reach nothing: no table, no scalable target."""
    world.connection.elsewhere[role] = Cloud(world.cloud.clock)


def moved_to(region: str) -> Calendar:
    """The calendar that names the table's region, and no role."""
    return calendar(match({READ: 1200}), targets={"prices": prices(region=region)})


def test_the_same_table_in_an_explicit_region_keeps_its_lease_and_is_restored(world: World) -> None:
    world.read(THROUGH_ROLE, OPENS)
    revoke(world, "former")
    there = moved_to("eu-west-1")

    world.run(there, OPENS + MINUTE, minutes=30)
    assert len(world.registered) == 1
    world.run(there, CLOSES, minutes=4)

    assert world.minimum == 50
    assert world.leases.read().standing == {}
    assert len(world.lease_ids()) == 1


def test_another_table_of_the_same_name_is_raised_and_the_first_is_held_until_its_window_ends(
    world: World,
) -> None:
    world.read(DERBY, OPENS)
    america = account()
    america.clock, america.region = world.cloud.clock, "us-east-1"
    world.connection.elsewhere[america.region] = america
    there = moved_to(america.region)
    target = america.autoscaling.targets[world.scalable]

    world.run(there, OPENS + MINUTE, minutes=5)
    assert (world.minimum, target.minimum) == (1200, 1200)
    world.run(there, CLOSES, minutes=4)
    assert (world.minimum, target.minimum) == (50, 50)


def test_the_same_table_through_another_role_keeps_its_lease(world: World) -> None:
    world.read(DERBY, OPENS)
    there = calendar(match({READ: 1200}), targets={"prices": prices(role_arn=f"{ROLE}other")})
    dimension = KINDS.dimensions(there)[READ]
    assert dimension == replace(world.dimension, place=dimension.place)

    result = world.tick(there, OPENS + MINUTE)[READ]

    assert result.decision.action is Action.HOLD
    assert result.inputs.lease is not None


def test_a_table_relocated_while_a_lowering_waits_comes_down_as_soon_as_possible(
    world: World,
) -> None:
    world.read(THROUGH_ROLE, OPENS)
    world.consumption = RecentConsumption(1000, 0)
    world.run(THROUGH_ROLE, CLOSES, minutes=5)
    assert world.minimum == 1200
    revoke(world, "former")
    there = moved_to("eu-west-1")
    world.consumption = None

    world.run(there, CLOSES + 5 * MINUTE, minutes=2)

    assert world.minimum == 50
