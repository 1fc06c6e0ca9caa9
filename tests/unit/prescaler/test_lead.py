"""The lead: a raise above warm throughput begins before the window opens."""

from datetime import timedelta

from prescaler.model import Action, Code
from tests.unit.prescaler.calendars import KICKOFF, OPENS, READ, calendar, match, prices
from tests.unit.prescaler.world import World

MINUTE = timedelta(minutes=1)
LARGE = calendar(
    match({READ: 20_000}), targets={"prices": prices(read={"baseline": 50, "max": 40_000})}
)


def large(warm: int | None = None) -> World:
    world = World()
    world.somebody_sets(50, maximum=40_000)
    world.scaling.warm = warm
    return world


def opened(world: World) -> timedelta | None:
    """The time before kick-off at which it was raised."""
    for minute in range(120, 0, -1):
        world.prescaler.reconcile(LARGE, KICKOFF - minute * MINUTE)
        if world.minimum > 50:
            return minute * MINUTE
    return None


def test_a_raise_far_above_warm_throughput_begins_an_hour_before_kick_off() -> None:
    begun = opened(large())
    assert begun is not None
    assert 55 * MINUTE <= begun <= 60 * MINUTE


def test_a_raise_somewhat_above_it_begins_half_an_hour_before() -> None:
    begun = opened(large(warm=6000))
    assert begun is not None
    assert 25 * MINUTE <= begun <= 30 * MINUTE


def test_a_raise_within_it_begins_when_the_window_opens() -> None:
    assert opened(large(warm=20_000)) == KICKOFF - OPENS


def test_a_maximum_that_is_too_low_is_reported_a_day_before() -> None:
    world = World()
    at = world.audit_minute(KICKOFF - timedelta(hours=20))

    result = world.tick(LARGE, at)[READ]

    assert (result.decision.action, result.outcome.code) == (Action.HOLD, Code.MAX_TOO_LOW)
    assert [fixture.name for fixture in result.unready] == ["Leeds v Derby"]


def test_with_prewarm_warm_throughput_is_bought_early_and_the_raise_comes_with_the_window() -> None:
    world = large()
    bought = calendar(
        match({READ: 20_000}),
        targets={"prices": prices(read={"baseline": 50, "max": 40_000}, prewarm=True)},
    )
    for minute in range(70, 20, -1):
        world.prescaler.reconcile(bought, KICKOFF - minute * MINUTE)
    assert world.scaling.warmed == [{world.dimension: 20_000}]
    assert world.minimum == 50

    world.run(bought, OPENS, minutes=1)
    assert world.minimum == 20_000


def test_the_price_of_warming_is_reported_with_it() -> None:
    world = large()
    bought = calendar(
        match({READ: 20_000}),
        targets={"prices": prices(read={"baseline": 50, "max": 40_000}, prewarm=True)},
    )
    results = [world.tick(bought, KICKOFF - minute * MINUTE) for minute in range(60, 50, -1)]

    (told,) = [
        each[READ].outcome.message
        for each in results
        if READ in each and each[READ].decision.action is Action.PREWARM
    ]
    assert "once for $2.60, which cannot be lowered again" in told
