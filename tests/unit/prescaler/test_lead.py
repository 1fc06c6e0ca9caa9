"""The lead: a raise above warm throughput begins before the window opens."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from kickoff.calendar import Calendar
from kickoff.calendar.model.status import CalledOff, Status
from kickoff.timeline import Phase
from prescaler.model import Action, Code
from simulator.dynamodb.throughput import TableUnits
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
LARGE = calendar(
    match({READ: 20_000}), targets={"prices": prices(read={"baseline": 50, "max": 40_000})}
)


@pytest.fixture
def large(world: World) -> World:
    """A table that may become large."""
    world.somebody_sets(50, maximum=40_000)
    return world


def warm(world: World, reads: int) -> None:
    """Bring the table's warm throughput to reads a second."""
    world.table.parts[None].warmth.reach(TableUnits(reads, 20))


def opened(world: World) -> timedelta | None:
    """The time before kick-off at which it was raised."""
    for minute in range(120, 0, -1):
        world.reconcile(LARGE, KICKOFF - minute * MINUTE)
        if world.minimum > 50:
            return minute * MINUTE
    return None


def test_a_raise_far_above_warm_throughput_begins_an_hour_before_kick_off(large: World) -> None:
    begun = opened(large)
    assert begun is not None
    assert 55 * MINUTE <= begun <= 60 * MINUTE


def test_a_raise_somewhat_above_it_begins_half_an_hour_before(large: World) -> None:
    warm(large, 6000)
    begun = opened(large)
    assert begun is not None
    assert 25 * MINUTE <= begun <= 30 * MINUTE


def changes(world: World, of: Calendar, start: datetime, end: datetime) -> list[tuple[int, int]]:
    """The minimums of [start, end), each with the minutes before kick-off at which it came."""
    found = [(0, world.minimum)]
    while start < end:
        world.reconcile(of, start)
        if world.minimum != found[-1][1]:
            found.append(((KICKOFF - start) // MINUTE, world.minimum))
        start += MINUTE
    return found[1:]


def test_an_early_raise_stays_until_its_window_opens_and_in_it(large: World) -> None:
    [(begun, level), *others] = changes(large, LARGE, KICKOFF - 70 * MINUTE, CLOSES)

    assert (level, others) == (20_000, [])
    assert 55 <= begun <= 60
    assert large.updated == []  # nothing is lowered, which takes a decrease


def test_an_early_raise_is_lowered_at_once_if_its_fixture_is_called_off(large: World) -> None:
    large.run(LARGE, KICKOFF - 70 * MINUTE, minutes=30)
    none = replace(LARGE, feeds=(), called_off=(OFF,))

    large.run(none, KICKOFF - 40 * MINUTE, minutes=2)

    assert large.minimum == 50


def test_an_early_raise_follows_a_demand_that_is_lowered_before_the_window(large: World) -> None:
    large.run(LARGE, KICKOFF - 70 * MINUTE, minutes=30)
    smaller = calendar(
        match({READ: 9000}), targets={"prices": prices(read={"baseline": 50, "max": 40_000})}
    )

    large.run(smaller, KICKOFF - 40 * MINUTE, minutes=2)

    assert large.minimum == 9000


def test_an_early_raise_stays_while_the_level_to_come_grows(large: World) -> None:
    early = match({READ: 20_000})
    shaped = replace(
        early,
        phases=(
            Phase(OPENS, KICKOFF + 10 * MINUTE, Decimal("0.8")),
            Phase(KICKOFF + 10 * MINUTE, CLOSES, Decimal(1)),
        ),
    )
    rising = calendar(shaped, targets={"prices": prices(read={"baseline": 50, "max": 40_000})})

    found = changes(large, rising, KICKOFF - 70 * MINUTE, CLOSES)

    assert [level for _, level in found] == [16_000, 20_000]


def test_a_raise_within_it_begins_when_the_window_opens(large: World) -> None:
    warm(large, 20_000)
    assert opened(large) == KICKOFF - OPENS


def test_reads_and_writes_that_fit_a_partition_only_singly_begin_a_quarter_of_an_hour_before(
    world: World,
) -> None:
    fixture = match({READ: 3000, WRITE: 1000})
    from_kickoff = replace(fixture, phases=(Phase(KICKOFF, CLOSES, Decimal(1)),))
    both = calendar(from_kickoff, targets={"prices": prices(write={"baseline": 20, "max": 4000})})
    world.run(both, KICKOFF - timedelta(hours=1), minutes=52)
    assert (world.minimum, world.updated) == (3000, [(3000, 1000)])


def test_a_maximum_that_is_too_low_is_reported_a_day_before(world: World) -> None:
    at = world.audit_minute(KICKOFF - timedelta(hours=20))

    result = world.tick(LARGE, at)[READ]

    assert (result.decision.action, result.outcome.code) == (Action.HOLD, Code.MAX_TOO_LOW)
    assert [fixture.name for fixture in result.unready] == ["Leeds v Derby"]


def test_with_prewarm_warm_throughput_is_bought_early_and_the_raise_comes_with_the_window(
    large: World,
) -> None:
    bought = calendar(
        match({READ: 20_000}),
        targets={"prices": prices(read={"baseline": 50, "max": 40_000}, prewarm=True)},
    )
    for minute in range(70, 20, -1):
        large.reconcile(bought, KICKOFF - minute * MINUTE)
    assert large.warmed == [{"ReadUnitsPerSecond": 20_000}]
    assert large.minimum == 50

    large.run(bought, OPENS, minutes=1)
    assert large.minimum == 20_000


def test_the_price_of_warming_is_reported_with_it(large: World) -> None:
    bought = calendar(
        match({READ: 20_000}),
        targets={"prices": prices(read={"baseline": 50, "max": 40_000}, prewarm=True)},
    )
    results = [large.tick(bought, KICKOFF - minute * MINUTE) for minute in range(60, 50, -1)]

    (reported,) = [
        each[READ].outcome.message
        for each in results
        if READ in each and each[READ].decision.action is Action.PREWARM
    ]
    assert "once for $2.93, which cannot be lowered again" in reported
