"""Raises above a quota: asked again after some minutes, and logged once."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from kickoff.observability import make_logger
from kickoff.timeline import Key
from prescaler.model import Code
from prescaler.reconcile.executors import DecisionResult
from prescaler.repeats import Repeats
from prescaler.reporting import changes, report_tick
from simulator.dynamodb.throughput import TableUnits
from tests.unit.prescaler.calendars import KICKOFF, OPENS, calendar
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.test_queue import crowd, fixture, table
from tests.unit.prescaler.world import UPDATE_TABLE, World, account

MINUTE = timedelta(minutes=1)


@pytest.fixture
def full(connection: Connection) -> World:
    """An account whose quota of reads is used up by its tables."""
    return World(connection, account(autoscaled=False))


def tables(world: World, count: int, *, spare: int = 0) -> list[str]:
    """Tables of an account whose quota of reads has some spare units."""
    names = crowd(world, count)
    world.cloud.quotas.account = TableUnits(world.cloud.quotas.used.read + spare, 80_000)
    return names


def updates(world: World) -> int:
    return sum(call.operation == UPDATE_TABLE for call in world.cloud.calls)


def codes(results: Mapping[Key, DecisionResult]) -> dict[str, Code]:
    return {key.target: each.outcome.code for key, each in results.items()}


def test_a_refused_raise_is_asked_again_after_five_minutes_then_ten_then_fifteen(
    full: World,
) -> None:
    (name,) = tables(full, 1)
    needed = calendar(fixture([name]), targets={name: table(name)})
    asked = []
    for minute in range(50):
        before = updates(full)
        results = full.tick(needed, OPENS + minute * MINUTE)
        asked += [minute] * (updates(full) > before)
        assert codes(results) == {name: Code.QUOTA}

    assert asked == [0, 5, 15, 30, 45]


def test_a_raise_that_waits_says_when_it_is_asked_again(full: World) -> None:
    (name,) = tables(full, 1)
    needed = calendar(fixture([name]), targets={name: table(name)})
    full.tick(needed, OPENS)

    (result,) = full.tick(needed, OPENS + MINUTE).values()

    assert "refused at 14:40Z and asked again at 14:45Z" in result.outcome.message
    assert [each.name for each in full.tick(needed, KICKOFF - MINUTE).popitem()[1].unready]


def test_a_smaller_raise_is_asked_at_once(full: World) -> None:
    (name,) = tables(full, 1)
    needed = calendar(fixture([name]), targets={name: table(name)})
    full.tick(needed, OPENS)
    full.cloud.quotas.account = TableUnits(1000, 80_000)
    smaller = {**table(name), "read": {"baseline": 50, "max": 600}, "over_max": "clamp"}

    full.tick(calendar(fixture([name]), targets={name: smaller}), OPENS + MINUTE)

    assert full.cloud.capacity(name, "read") == 600


def test_a_new_process_asks_at_once(full: World, connection: Connection) -> None:
    (name,) = tables(full, 1)
    needed = calendar(fixture([name]), targets={name: table(name)})
    full.tick(needed, OPENS)
    before = updates(full)

    World(connection).tick(needed, OPENS + MINUTE)

    assert updates(full) == before + 1


def test_a_tick_ends_its_queue_after_ten_refusals_and_the_next_one_goes_on(full: World) -> None:
    names = tables(full, 25)
    later = fixture(names[:5], KICKOFF + timedelta(hours=1), "Cup final")
    needed = calendar(later, fixture(names[5:]), targets={name: table(name) for name in names})
    first = codes(full.tick(needed, OPENS))
    asked = [name for name in names if first[name] is Code.QUOTA]
    assert asked == names[5:15]  # the nearest kick-off first

    second = codes(full.tick(needed, OPENS + MINUTE))

    assert [name for name in names if second[name] is Code.QUOTA] == names[5:25]
    assert updates(full) == 20


def test_a_table_that_fits_the_quota_is_raised_although_others_are_refused(full: World) -> None:
    names = tables(full, 14, spare=300)
    small = {**table(names[-1]), "read": {"baseline": 50, "max": 300}, "over_max": "clamp"}
    targets = {name: table(name) for name in names} | {names[-1]: small}

    full.run(calendar(fixture(names), targets=targets), OPENS, minutes=2)

    assert full.cloud.capacity(names[-1], "read") == 300


def test_what_waits_is_logged_and_announced_once(
    full: World, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tables(full, 12)
    needed = calendar(fixture(names), targets={name: table(name) for name in names})
    repeats, logger = Repeats(), make_logger("prescaler")
    logged, announced = [], 0
    for minute in range(4):
        report = full.reconcile(needed, OPENS + minute * MINUTE)
        repeated = repeats.of(report.results)
        capsys.readouterr()
        report_tick(report, logger, needed.digest, repeated)
        logged.append(capsys.readouterr().out.count('"outcome":"quota"'))
        announced += len(changes(report, needed.digest, repeated))

    assert logged == [10, 2, 0, 0]
    assert announced == 14  # 12 queued or refused, and the 2 that were queued first
