"""Many tables at once: their updates wait in a queue, the nearest kick-off first."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key, Phase
from prescaler.model import Code
from prescaler.plan.queue import queue_time
from prescaler.reconcile.executors import DecisionResult
from simulator.faults import Fault
from tests.unit.prescaler.calendars import CLOSES, KICKOFF, OPENS, calendar
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import UPDATE_TABLE, World, account

MINUTE = timedelta(minutes=1)
A_TICK = 46  # updates: a burst of six, and one a second for forty seconds


def crowd(world: World, count: int, *, autoscaled: bool = False) -> list[str]:
    """Add some tables; return their names."""
    names = [f"table-{number:03}" for number in range(count)]
    for name in names:
        world.cloud.add_table(name, read=50, write=20)
        if autoscaled:
            world.cloud.register(name, "read", minimum=50, maximum=4000)
    return names


def table(name: str) -> dict[str, Any]:
    return {"table": name, "read": {"baseline": 50, "max": 4000}}


def fixture(names: list[str], kickoff: datetime = KICKOFF, name: str = "Leeds v Derby") -> Fixture:
    """A fixture that needs some tables; its window opens at OPENS."""
    phase = Phase(OPENS, CLOSES, Decimal(1))
    demand = {Key(each, "read"): 1200 for each in names}
    return Fixture(name, "league-match", kickoff, CLOSES, (phase,), demand)


def needing(names: list[str]) -> Calendar:
    return calendar(fixture(names), targets={name: table(name) for name in names})


def raised(world: World, names: list[str]) -> list[str]:
    """The tables that have their level."""
    return [name for name in names if world.cloud.capacity(name, "read") == 1200]


def codes(results: dict[Key, DecisionResult]) -> Counter[Code]:
    return Counter(each.outcome.code for each in results.values())


@pytest.fixture
def updates(connection: Connection) -> World:
    return World(connection, account(autoscaled=False))


def test_more_tables_than_a_burst_are_raised_at_the_pace_that_aws_accepts(updates: World) -> None:
    names = crowd(updates, 12)

    results = updates.tick(needing(names), OPENS)

    assert codes(results) == {Code.READY: 12}
    assert len(updates.updated) == 12  # none was refused
    assert updates.cloud.now == OPENS + timedelta(seconds=6)


def test_updates_that_do_not_fit_into_a_tick_are_queued_for_the_next_one(updates: World) -> None:
    names = crowd(updates, 60)

    first = updates.tick(needing(names), OPENS)
    second = updates.tick(needing(names), OPENS + MINUTE)

    assert codes(first) == {Code.READY: A_TICK, Code.QUEUED: 60 - A_TICK}
    assert not Code.QUEUED.is_error
    assert set(codes(second)) == {Code.READY}
    assert raised(updates, names) == names
    assert len(updates.updated) == 60


def test_the_nearest_kickoff_comes_first(updates: World) -> None:
    names = crowd(updates, 60)
    late, early = names[:30], names[30:]
    both = calendar(
        fixture(late, KICKOFF + 30 * MINUTE, "Hull v Stoke"),
        fixture(early),
        targets={name: table(name) for name in names},
    )

    updates.tick(both, OPENS)

    assert raised(updates, early) == early
    assert len(raised(updates, late)) == A_TICK - len(early)


def test_a_queue_begins_before_the_window_so_that_its_end_is_in_time(updates: World) -> None:
    names = crowd(updates, 60)
    begins = OPENS - queue_time("dynamodb", 60)

    updates.run(needing(names), begins - 3 * MINUTE, minutes=3)
    assert raised(updates, names) == []
    updates.run(needing(names), begins, minutes=2)

    assert begins == OPENS - 2 * MINUTE
    assert raised(updates, names) == names
    held = updates.tick(needing(names), OPENS)
    assert codes(held) == {Code.READY: 60}


def test_six_tables_are_raised_when_their_window_opens(updates: World) -> None:
    names = crowd(updates, 6)

    updates.run(needing(names), OPENS - 3 * MINUTE, minutes=3)
    assert raised(updates, names) == []
    updates.tick(needing(names), OPENS)

    assert raised(updates, names) == names


def test_tables_under_auto_scaling_wait_in_no_queue(updates: World) -> None:
    names = crowd(updates, 60, autoscaled=True)

    updates.run(needing(names), OPENS - 3 * MINUTE, minutes=3)
    assert raised(updates, names) == []
    updates.tick(needing(names), OPENS)

    assert raised(updates, names) == names
    assert updates.updated == []


def test_an_update_throttled_by_another_client_takes_another_turn(updates: World) -> None:
    names = crowd(updates, 1)
    for _ in range(5):
        updates.refuse(UPDATE_TABLE, Code.THROTTLED)

    results = updates.tick(needing(names), OPENS)

    assert codes(results) == {Code.READY: 1}
    assert updates.cloud.now == OPENS + timedelta(seconds=5)


def test_a_change_that_is_throttled_again_and_again_leaves_the_tick_to_the_others(
    updates: World,
) -> None:
    names = crowd(updates, 3)
    updates.cloud.faults.stand(
        lambda call: call.operation == UPDATE_TABLE and call.parameters["TableName"] == names[0],
        Fault.THROTTLED,
    )

    updates.tick(needing(names), OPENS)

    assert raised(updates, names) == names[1:]


def test_a_tick_ends_in_time_even_if_every_update_is_throttled(updates: World) -> None:
    names = crowd(updates, 30)
    updates.cloud.faults.stand(lambda call: call.operation == UPDATE_TABLE, Fault.THROTTLED)

    results = updates.tick(needing(names), OPENS)

    assert codes(results) == {Code.QUEUED: 30}
    assert updates.cloud.now <= OPENS + timedelta(seconds=41)


def test_a_raise_that_waits_in_the_queue_is_one_change_of_the_history(updates: World) -> None:
    names = crowd(updates, 40)

    updates.run(needing(names), OPENS, minutes=2)

    assert raised(updates, names) == names
    raises = [each for each in updates.prescaler.history() if each.entry.action == "raise"]
    assert len(raises) == 40
