"""The dimensions that are due in a tick: cost follows change."""

from datetime import datetime, timedelta
from itertools import pairwise

from kickoff.calendar import Calendar
from kickoff.timeline import Key
from prescaler.adapters.tables import index_name
from prescaler.model import Leases
from prescaler.plan.due import DesiredStates, TickContext, select_due
from prescaler.resources.registry import KINDS
from tests.unit.prescaler.calendars import (
    CLOSES,
    INDEX,
    KICKOFF,
    OPENS,
    READ,
    WRITE,
    calendar,
    match,
    prices,
)
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
NO_LEASES = Leases({})
WIDE = {
    "prices": prices(
        write={"baseline": 20, "max": 2000},
        indexes={"by-fixture": {"write": {"baseline": 20, "max": 2000}}},
        region="eu-west-1",
    )
}


def due(calendar: Calendar, leases: Leases, at: datetime) -> DesiredStates:
    return select_due(TickContext(KINDS, calendar, leases, at, at))


def test_dimensions_have_the_names_of_application_auto_scaling() -> None:
    found = KINDS.dimensions(calendar(targets=WIDE))

    assert {key: (each.resource, each.scalable) for key, each in found.items()} == {
        READ: ("table/prices", "dynamodb:table:ReadCapacityUnits"),
        WRITE: ("table/prices", "dynamodb:table:WriteCapacityUnits"),
        INDEX: ("table/prices/index/by-fixture", "dynamodb:index:WriteCapacityUnits"),
    }
    assert {(each.group.name, index_name(each)) for each in found.values()} == {
        ("table/prices", None),
        ("table/prices", "by-fixture"),
    }


def test_an_index_name_may_contain_dots() -> None:
    dotted = prices(indexes={"by.team.write": {"read": {"baseline": 1, "max": 2}}})

    found = KINDS.dimensions(calendar(targets={"prices": dotted}))

    assert index_name(found[Key("prices", "by.team.write.read")]) == "by.team.write"


def test_the_same_table_in_two_regions_has_two_leases() -> None:
    here = KINDS.dimensions(calendar(targets=WIDE))[READ]
    there = KINDS.dimensions(calendar(targets={"prices": prices(region="us-east-1")}))[READ]

    assert here.lease_id != there.lease_id


def test_a_quiet_target_is_due_once_in_fifteen_minutes() -> None:
    quiet = calendar()

    audits = [at for at in _minutes(60) if due(quiet, NO_LEASES, at)]

    assert len(audits) == 4
    assert {later - earlier for earlier, later in pairwise(audits)} == {15 * MINUTE}


def test_many_quiet_targets_are_spread_over_the_minutes() -> None:
    many = calendar(
        targets={f"table-{number}": {**prices(), "table": f"t-{number}"} for number in range(300)}
    )

    slices = [len(due(many, NO_LEASES, at)) for at in _minutes(15)]

    assert sum(slices) == 300
    assert max(slices) <= 40


def test_a_raised_dimension_is_due_every_minute_and_its_neighbours_are_not() -> None:
    derby = calendar(match({READ: 1200}), targets=WIDE)

    looked_at = [{each.key for each in due(derby, NO_LEASES, at)} for at in _minutes(15)]

    assert all(READ in keys for keys in looked_at)
    assert sum(WRITE in keys for keys in looked_at) == 1


def test_a_dimension_whose_level_just_fell_is_due_without_a_lease_too(world: World) -> None:
    audited = world.audit_minute(CLOSES)
    closes = audited + MINUTE
    derby = calendar(match({READ: 1200}, lasts=closes - KICKOFF))

    assert [each.key for each in due(derby, NO_LEASES, closes)] == [READ]
    assert due(derby, NO_LEASES, closes + MINUTE) == {}


def test_a_dimension_with_a_lease_is_due_every_minute(world: World) -> None:
    world.tick(calendar(match({READ: 1200})), OPENS)
    leases = world.leases.read()

    assert all(due(calendar(), leases, at) for at in _minutes(15))


def _minutes(count: int) -> list[datetime]:
    return [KICKOFF + minute * MINUTE for minute in range(count)]
