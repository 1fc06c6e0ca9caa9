"""The decreases of a table and its index, each with reads and writes, under auto scaling."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kickoff.calendar import Calendar
from kickoff.timeline import Key
from simulator.traffic import Traffic
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
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import World, account

MINUTE = timedelta(minutes=1)
INDEX_READ = Key("prices", "by-fixture.read")
BASELINE = {READ: 50, WRITE: 20, INDEX_READ: 50, INDEX: 20}
DEMAND = {READ: 1200, WRITE: 400, INDEX_READ: 600, INDEX: 400}
WIDE = prices(
    write={"baseline": 20, "max": 2000},
    indexes={
        "by-fixture": {
            "read": {"baseline": 50, "max": 4000},
            "write": {"baseline": 20, "max": 2000},
        }
    },
)

Rate = Callable[[Key, datetime], float]


def idle(_: Key, __: datetime) -> float:
    return 0


@pytest.fixture
def world(connection: Connection) -> World:
    """A world in which target tracking at 70 % lowers all four dimensions once they are idle."""
    cloud = account(read=50, indexes={"by-fixture": (50, 20)}, autoscaled=False)
    for key, units in BASELINE.items():
        cloud.register("prices", key.dimension, minimum=units, maximum=4000, target=70)
    return World(connection, cloud)


def run(
    world: World, of: Calendar, start: datetime, until: datetime, rate: Rate = idle
) -> dict[Key, int]:
    """Run a tick and serve a minute of traffic, each minute; return the capacities then."""
    world.cloud.clock.move(max(start, world.cloud.now))
    at = start
    while at < until:
        world.cloud.advance(at)
        world.prescaler.reconcile(of, at)
        units = {(key.target, key.dimension): rate(key, at) for key in BASELINE}
        world.cloud.minute(Traffic(units))
        at += MINUTE
    return {key: world.cloud.capacity("prices", key.dimension) for key in BASELINE}


def decreases(world: World) -> list[int]:
    """The decreases of the table and of its index in this UTC day."""
    parts = [world.table.parts[name].provisioned for name in (None, "by-fixture")]
    return [each.decreases.today(world.cloud.now) for each in parts if each]


def derby(**extra: object) -> Calendar:
    return calendar(match(DEMAND), targets={"prices": {**WIDE, **extra}})


def test_the_lowering_after_a_match_costs_one_decrease_of_the_table_and_one_of_its_index(
    world: World,
) -> None:
    assert run(world, derby(), OPENS, OPENS + 2 * MINUTE) == DEMAND
    assert run(world, derby(), CLOSES, CLOSES + 30 * MINUTE) == BASELINE
    assert decreases(world) == [1, 1]


def test_a_lowering_to_a_smaller_fixture_costs_one_decrease_each_too(world: World) -> None:
    half = {key: level // 2 for key, level in DEMAND.items()}
    smaller = match(half, name="Hull v Stoke", lasts=CLOSES - KICKOFF + timedelta(hours=1))
    both = calendar(match(DEMAND), smaller, targets={"prices": WIDE})
    run(world, both, OPENS, OPENS + 2 * MINUTE)

    assert run(world, both, CLOSES, CLOSES + 30 * MINUTE) == half
    assert decreases(world) == [1, 1]


def test_units_that_auto_scaling_adds_for_the_traffic_of_a_fixture_stay(world: World) -> None:
    """Auto scaling lowers them itself, if it has to."""
    busy_until = OPENS + 5 * MINUTE
    run(world, derby(), OPENS, busy_until, lambda key, _: DEMAND[key])
    later = run(world, derby(), busy_until, busy_until + 10 * MINUTE)

    assert later[READ] > DEMAND[READ]
    assert decreases(world) == [0, 0]


def test_one_half_waits_for_the_other_where_that_costs_less_than_a_decrease(world: World) -> None:
    demand = {READ: 300, WRITE: 60, INDEX_READ: 300, INDEX: 60}
    small = calendar(match(demand), targets={"prices": WIDE})

    def reads_go_on(key: Key, at: datetime) -> float:
        return 180 if key in {READ, INDEX_READ} and at < CLOSES + 20 * MINUTE else 0

    run(world, small, OPENS, OPENS + 2 * MINUTE)
    after = run(world, small, CLOSES - 10 * MINUTE, CLOSES + 40 * MINUTE, reads_go_on)

    assert after == BASELINE
    assert decreases(world) == [1, 1]


def test_a_half_does_not_wait_where_that_costs_more_than_a_decrease(world: World) -> None:
    def reads_go_on(key: Key, _: datetime) -> float:
        return DEMAND[key] * 0.6 if key in {READ, INDEX_READ} else 0

    run(world, derby(), OPENS, OPENS + 2 * MINUTE)
    after = run(world, derby(), CLOSES - 10 * MINUTE, CLOSES + 5 * MINUTE, reads_go_on)

    assert (after[READ], after[WRITE]) == (1200, 20)


def test_the_half_that_is_not_worth_a_decrease_shares_that_of_the_other(world: World) -> None:
    soon = match(DEMAND, name="Hull v Stoke", kickoff=CLOSES + 50 * MINUTE)
    both = calendar(match(DEMAND), soon, targets={"prices": WIDE})
    run(world, both, OPENS, OPENS + 2 * MINUTE)

    assert run(world, both, CLOSES, CLOSES + 10 * MINUTE) == BASELINE
    assert decreases(world) == [1, 1]


def test_a_half_comes_down_alone_if_the_other_is_in_use_for_long(world: World) -> None:
    demand = {READ: 300, WRITE: 60, INDEX_READ: 300, INDEX: 60}
    small = calendar(match(demand), targets={"prices": WIDE})

    def reads_stay(key: Key, _: datetime) -> float:
        return 180 if key in {READ, INDEX_READ} else 0

    run(world, small, OPENS, OPENS + 2 * MINUTE)
    after = run(world, small, CLOSES - 10 * MINUTE, CLOSES + 45 * MINUTE, reads_stay)

    assert (after[READ], after[WRITE]) == (300, 20)
    assert decreases(world) == [1, 1]


def test_a_minimum_waits_for_the_hour_of_a_decrease_so_that_auto_scaling_does_not_take_it(
    world: World,
) -> None:
    run(world, derby(), OPENS, OPENS + 2 * MINUTE)
    world.spend_decreases(4, CLOSES - 20 * MINUTE + timedelta(seconds=10))

    waiting = run(world, derby(), CLOSES, CLOSES + 40 * MINUTE)
    assert (waiting[READ], waiting[WRITE]) == (1200, 400)
    assert run(world, derby(), CLOSES + 40 * MINUTE, CLOSES + 45 * MINUTE) == BASELINE
    assert decreases(world) == [5, 1]


def test_a_day_of_five_matches_does_not_run_out_of_decreases(world: World) -> None:
    first = KICKOFF.replace(hour=11)
    matches = [
        match(
            DEMAND,
            name=f"match {number}",
            kickoff=first + number * timedelta(hours=2.5),
            lasts=timedelta(minutes=90),
        )
        for number in range(5)
    ]

    def traffic(key: Key, at: datetime) -> float:
        """60 % of the demand in each match, which then halves every three or six minutes."""
        halves = 3 * MINUTE if key in {WRITE, INDEX} else 6 * MINUTE
        since = [max(timedelta(), at - each.closes) for each in matches if at >= each.opens]
        return 0.6 * DEMAND[key] * 0.5 ** (min(since) / halves) if since else 0

    day = calendar(*matches, targets={"prices": WIDE})
    for each in matches:
        run(world, day, each.opens, each.opens + 3 * MINUTE, traffic)
        after = run(world, day, each.closes - 10 * MINUTE, each.closes + 40 * MINUTE, traffic)

    assert after == BASELINE
    assert max(decreases(world)) <= 4
