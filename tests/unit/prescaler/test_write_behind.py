"""Raises while the lease store is away are recorded when it is back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from prescaler.model import Action, Code, Failure
from prescaler.reconcile.write_behind import WriteBehindLeaseStore
from tests.unit.prescaler.calendars import CLOSES, OPENS, READ, calendar, match
from tests.unit.prescaler.connection import Connection
from tests.unit.prescaler.world import READ_LEASES, REGISTER, WRITE_LEASE, World

MINUTE = timedelta(minutes=1)
DERBY = calendar(match({READ: 1200}))


class Away(World):
    """A world whose lease store can be unavailable."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.write_behind = WriteBehindLeaseStore(self.leases)
        self.prescaler = replace(self.prescaler, leases=self.write_behind)

    def without_store(self, minute: int, of: object = DERBY) -> None:
        self.refuse(READ_LEASES)
        for _ in range(4):
            self.refuse(WRITE_LEASE, Code.LEASE_UNAVAILABLE)
        self.reconcile(of, OPENS + minute * MINUTE)  # type: ignore[arg-type]
        self.cloud.faults.clear()


@pytest.fixture
def away(connection: Connection) -> Away:
    return Away(connection)


def test_a_raise_without_the_store_is_recorded_later_and_restored(away: Away) -> None:
    away.without_store(0)
    assert away.minimum == 1200
    assert away.lease() is None

    away.run(DERBY, OPENS + MINUTE, minutes=2)
    lease = away.lease()
    assert lease is not None
    assert lease.found.minimum == 50
    away.run(DERBY, CLOSES, minutes=3)
    assert away.minimum == 50


def test_two_raises_without_the_store_restore_the_minimum_before_the_first(
    away: Away,
) -> None:
    away.without_store(0, calendar(match({READ: 600})))
    away.without_store(1)
    assert away.minimum == 1200

    away.run(DERBY, OPENS + 2 * MINUTE, minutes=1)
    away.run(DERBY, CLOSES, minutes=3)

    assert away.minimum == 50
    assert away.lease() is None


def test_a_raise_that_failed_after_an_unwritten_one_leaves_nothing_up(away: Away) -> None:
    away.run(calendar(match({READ: 600})), OPENS, minutes=1)
    away.without_store(1, calendar(match({READ: 900})))
    for _ in range(4):
        away.refuse(REGISTER, Code.DENIED)
    away.without_store(2)
    assert away.minimum == 900

    away.run(DERBY, CLOSES, minutes=3)

    assert away.minimum == 50
    assert away.lease() is None


def test_the_found_minimum_of_an_unread_stored_lease_counts(away: Away) -> None:
    away.run(calendar(match({READ: 600})), OPENS, minutes=1)
    away.without_store(1)
    away.run(DERBY, OPENS + 2 * MINUTE, minutes=1)

    lease = away.lease()
    assert lease is not None
    assert (lease.found.minimum, lease.applied.minimum) == (50, 1200)


def test_a_foreign_minimum_set_while_the_store_was_away_is_restored(away: Away) -> None:
    away.run(calendar(match({READ: 600})), OPENS, minutes=1)
    away.somebody_sets(301)
    away.without_store(1)
    assert away.minimum == 1200

    away.run(DERBY, OPENS + 2 * MINUTE, minutes=1)
    away.run(DERBY, CLOSES, minutes=3)
    assert away.minimum == 301


def test_two_raises_of_one_minute_with_lost_answers_are_not_confused(away: Away) -> None:
    for found in (40, 45):
        away.somebody_sets(found)
        away.lose_answer(WRITE_LEASE, Code.LEASE_UNAVAILABLE)
        away.refuse(READ_LEASES)
        away.refuse(READ_LEASES)
        away.run(DERBY, OPENS, minutes=1)
        away.cloud.faults.clear()

    away.run(DERBY, OPENS + MINUTE, minutes=1)
    lease = away.lease()
    assert lease is not None
    assert lease.found.minimum == 45


def test_a_raise_over_an_unreadable_lease_goes_ahead_and_is_restored(away: Away) -> None:
    away.run(calendar(match({READ: 600})), OPENS, minutes=1)
    for _ in range(2):
        away.refuse(READ_LEASES)
    # The write conflicts with the stored lease.
    assert away.read(DERBY, OPENS + MINUTE) == (Action.RAISE, Code.LEASE_UNAVAILABLE)
    assert away.minimum == 1200

    away.run(DERBY, OPENS + 2 * MINUTE, minutes=1)
    away.run(DERBY, CLOSES, minutes=3)
    assert away.minimum == 50


def test_a_lease_that_still_cannot_be_written_is_reported_by_the_tick_that_tries(
    away: Away,
) -> None:
    away.without_store(0)
    away.refuse(WRITE_LEASE, Code.LEASE_UNAVAILABLE)

    failed, written = (away.reconcile(DERBY, OPENS + n * MINUTE) for n in (1, 2))

    assert [trouble.code for trouble in failed.troubles] == [Code.LEASE_UNAVAILABLE]
    assert written.troubles == ()
    assert away.lease() is not None


def test_a_write_whose_answer_was_lost_is_not_written_twice(away: Away) -> None:
    away.lose_answer(WRITE_LEASE, Code.LEASE_UNAVAILABLE)
    away.run(DERBY, OPENS, minutes=3)
    away.run(DERBY, CLOSES, minutes=3)

    assert away.minimum == 50
    assert away.lease() is None


def test_a_late_raise_without_the_store_is_not_confused_with_an_older_one(away: Away) -> None:
    away.lose_answer(WRITE_LEASE, Code.LEASE_UNAVAILABLE)
    away.run(calendar(match({READ: 600})), OPENS + 4 * MINUTE, minutes=1)
    away.without_store(1)
    assert away.minimum == 1200

    away.run(DERBY, OPENS + 5 * MINUTE, minutes=1)
    away.run(DERBY, CLOSES, minutes=3)
    assert away.minimum == 50


def test_the_lease_of_an_overlapping_tick_is_not_replaced_by_an_older_one(
    away: Away,
) -> None:
    away.without_store(0, calendar(match({READ: 600})))
    away.refuse(READ_LEASES)
    (read_before,) = away.write_behind.read().standing.values()
    away.without_store(1)

    with pytest.raises(Failure) as refused:
        away.write_behind.put(read_before)
    assert refused.value.outcome.code is Code.CONFLICT

    away.run(DERBY, OPENS + 2 * MINUTE, minutes=1)
    away.run(DERBY, CLOSES, minutes=3)
    assert away.minimum == 50


def test_an_unwritten_lease_is_lost_with_the_process(away: Away) -> None:
    away.without_store(0)
    later = World(away.connection)

    later.run(DERBY, CLOSES, minutes=3)

    assert later.minimum == 1200  # no lease says that kickoff raised it: left alone, and reported


def test_a_stop_holds_while_the_store_is_away(away: Away) -> None:
    away.prescaler.stop("ann")
    away.run(DERBY, OPENS, minutes=1)
    away.without_store(1)

    assert away.minimum == 50
