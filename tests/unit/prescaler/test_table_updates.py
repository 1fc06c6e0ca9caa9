"""Updates of tables: register first, put back what somebody else set, apply what is accepted."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kickoff.calendar import Calendar
from prescaler.model import Action, Code
from simulator.dynamodb.throughput import TableUnits
from simulator.errors import ServiceError
from simulator.faults import Call
from tests.unit.prescaler.calendars import (
    CLOSES,
    INDEX,
    OPENS,
    READ,
    WRITE,
    calendar,
    match,
    prices,
)
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import UPDATE_TABLE, World, account

MINUTE = timedelta(minutes=1)
SECONDS = timedelta(seconds=2)
DERBY = calendar(match({READ: 1200}))
QUOTA = ServiceError("LimitExceededException", "the per index maximum is 40000")


def wide(*demand: tuple[object, int]) -> Calendar:
    """A calendar with reads and writes of the table, and writes of an index."""
    target = prices(
        write={"baseline": 20, "max": 2000},
        indexes={"by-fixture": {"write": {"baseline": 20, "max": 2000}}},
    )
    return calendar(match(dict(demand)), targets={"prices": target})  # type: ignore[arg-type]


def wide_without_index(*demand: tuple[object, int]) -> Calendar:
    """A calendar with reads and writes of the table."""
    target = prices(write={"baseline": 20, "max": 2000})
    return calendar(match(dict(demand)), targets={"prices": target})  # type: ignore[arg-type]


def units(world: World) -> TableUnits:
    provisioned = world.table.parts[None].provisioned
    world.table.active(world.cloud.now)
    assert provisioned is not None
    return provisioned.units


def somebody_sets(world: World, dimension: str, value: int) -> Callable[[], None]:
    """Return a change by somebody else, which takes effect at once."""

    def change() -> None:
        world.table.set_capacity(dimension, value, world.cloud.now)
        world.cloud.advance(world.cloud.now + SECONDS)

    return change


@pytest.fixture
def updates(connection: Connection) -> World:
    """A table without auto scaling; an update takes two seconds."""
    return World(
        connection, account(autoscaled=False, update=SECONDS, indexes={"by-fixture": (20, 20)})
    )


def test_auto_scaling_raises_its_half_and_cannot_take_back_the_other(
    connection: Connection,
) -> None:
    world = World(connection, account(update=SECONDS))
    connection.before_call["RegisterScalableTarget"] = somebody_sets(world, "write", 500)

    world.run(DERBY, OPENS, minutes=2)

    assert world.updated == []
    assert units(world) == (1200, 500)


def test_both_halves_of_a_table_are_raised_in_one_tick_one_after_the_other(
    connection: Connection,
) -> None:
    cloud = account(update=SECONDS)
    cloud.register("prices", "write", minimum=20, maximum=4000)
    world = World(connection, cloud)

    results = world.tick(wide_without_index((READ, 1200), (WRITE, 400)), OPENS)

    assert {each.outcome.code for each in results.values()} <= {Code.READY, Code.REQUESTED}
    world.advance(OPENS + MINUTE)
    assert (world.updated, units(world)) == ([], (1200, 400))


def test_a_registration_while_the_table_is_updating_is_repeated(
    connection: Connection,
) -> None:
    world = World(connection, account(update=timedelta(minutes=1)))
    world.table.set_capacity("write", 30, OPENS - timedelta(seconds=1))

    actions = [world.read(DERBY, OPENS + minute * MINUTE)[0] for minute in range(3)]

    assert actions == [Action.RAISE, Action.REAPPLY, Action.HOLD]
    assert [each.minimum for each in world.registered] == [1200, 1200]
    assert world.updated == []


def test_a_minimum_that_auto_scaling_does_not_bring_is_requested_by_an_update(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(connection, account(update=SECONDS))
    with monkeypatch.context() as auto_scaling_fails:
        auto_scaling_fails.setattr(world.table, "set_capacity", _refuse)
        world.run(DERBY, OPENS, minutes=2)
    assert (world.updated, len(world.registered)) == ([], 2)

    world.run(DERBY, OPENS + 2 * MINUTE, minutes=1)

    assert world.updated == [(1200, 20)]


def test_a_half_without_auto_scaling_is_raised_once_auto_scaling_has_raised_the_other(
    connection: Connection,
) -> None:
    world = World(connection, account(update=SECONDS, indexes={"by-fixture": (20, 20)}))
    both = wide((READ, 1200), (WRITE, 400))

    first = world.tick(both, OPENS)
    second = world.tick(both, OPENS + MINUTE)

    assert first[WRITE].outcome.code is Code.BUSY
    assert second[WRITE].outcome.code is Code.REQUESTED
    assert world.updated == [(1200, 400)]


def test_all_dimensions_without_auto_scaling_go_up_in_one_update(updates: World) -> None:
    updates.run(wide((READ, 1200), (WRITE, 400), (INDEX, 400)), OPENS, minutes=1)

    assert updates.updated == [(1200, 400)]
    updates.advance(OPENS + MINUTE)
    assert updates.cloud.capacity("prices", "by-fixture.write") == 400


@pytest.mark.parametrize(
    ("dimension", "left"), [("write", (1200, 500)), ("read", (3000, 20))], ids=["other", "own"]
)
def test_units_that_somebody_raised_in_between_are_put_back_at_once(
    updates: World, connection: Connection, dimension: str, left: tuple[int, int]
) -> None:
    change = somebody_sets(updates, dimension, max(left) if dimension == "read" else left[1])
    connection.before_call["UpdateTable"] = change

    result = updates.tick(DERBY, OPENS)[READ]

    assert result.outcome.code is Code.DRIFT
    assert "put back" in result.outcome.message
    updates.advance(OPENS + MINUTE)
    assert units(updates) == left


def test_units_that_somebody_raised_during_a_lowering_are_put_back_too(
    updates: World, connection: Connection
) -> None:
    updates.run(DERBY, OPENS, minutes=2)
    connection.before_call["UpdateTable"] = somebody_sets(updates, "write", 500)

    result = updates.tick(DERBY, CLOSES)[READ]

    assert result.outcome.code is Code.DRIFT
    updates.advance(CLOSES + MINUTE)
    assert units(updates) == (50, 500)


def test_units_that_somebody_lowered_in_between_are_reported_and_not_lowered(
    updates: World, connection: Connection
) -> None:
    connection.before_call["UpdateTable"] = somebody_sets(updates, "write", 5)

    result = updates.tick(DERBY, OPENS)[READ]

    assert result.outcome.code is Code.DRIFT
    assert updates.updated == [(1200, 20)]


def test_units_that_cannot_be_put_back_are_an_error_with_the_values_to_set(
    updates: World, connection: Connection
) -> None:
    somebody = somebody_sets(updates, "write", 500)

    def once() -> None:
        somebody()
        connection.after_call["UpdateTable"] = lambda: updates.refuse(UPDATE_TABLE, Code.DENIED)

    connection.before_call["UpdateTable"] = once

    result = updates.tick(DERBY, OPENS)[READ]

    assert result.outcome.code is Code.DENIED
    assert "set 1200 reads and 500 writes yourself" in result.outcome.message


@pytest.mark.parametrize("code", ["LimitExceededException", "ValidationException"])
def test_a_refused_index_does_not_block_its_table(updates: World, code: str) -> None:
    def names_index(call: Call) -> bool:
        return call.operation == UPDATE_TABLE and "GlobalSecondaryIndexUpdates" in call.parameters

    updates.cloud.faults.stand(names_index, ServiceError(code, "not for index by-fixture"))

    results = updates.tick(wide((READ, 1200), (WRITE, 400), (INDEX, 400)), OPENS)

    assert results[INDEX].outcome.code in {Code.QUOTA, Code.INVALID}
    assert "not for index by-fixture" in results[INDEX].outcome.message
    assert {results[each].outcome.code for each in (READ, WRITE)} == {Code.REQUESTED}
    updates.advance(OPENS + MINUTE)
    assert units(updates) == (1200, 400)


def test_a_refused_half_does_not_block_the_other_half(updates: World) -> None:
    def raises_reads(call: Call) -> bool:
        units = call.parameters.get("ProvisionedThroughput", {})
        return call.operation == UPDATE_TABLE and units.get("ReadCapacityUnits", 0) > 1000

    updates.cloud.faults.stand(raises_reads, QUOTA)

    results = updates.tick(wide((READ, 1200), (WRITE, 400)), OPENS)

    assert results[READ].outcome.code is Code.QUOTA
    assert results[WRITE].outcome.code is Code.REQUESTED
    updates.advance(OPENS + MINUTE)
    assert units(updates) == (50, 400)


def _refuse(*_: object) -> None:
    raise ServiceError("LimitExceededException", "auto scaling is refused")
