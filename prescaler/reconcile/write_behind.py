"""A lease store that keeps leases it could not write, and writes them later."""

from dataclasses import replace
from threading import Lock

from prescaler.model import Code, Failure, Lease, Leases, Pause, conflict, unavailable
from prescaler.plan import lease_changes
from prescaler.reconcile.ports import LeaseStore


class WriteBehindLeaseStore:
    """Keeps the lease of a raise in memory while the store cannot be written.

    So a raise made while the store was away counts as set by kickoff once it is back, as long as
    this process lives.
    """

    def __init__(self, store: LeaseStore) -> None:
        self._store = store
        self._unsaved: dict[str, Lease] = {}
        self._orders: tuple[Pause, ...] = ()
        self._away = False
        self._lock = Lock()

    def read(self) -> Leases:
        """Read all leases, and write those that are still unwritten."""
        leases = self._store.read()
        self._away = leases.away is not None
        if self._away:  # a stop read before it was away still holds
            return replace(leases, standing=dict(self._unsaved), orders=self._orders)
        self._orders = leases.orders
        standing, unwritten = dict(leases.standing), {}
        for name, lease in list(self._unsaved.items()):
            stored = leases.standing.get(name) or leases.ended.get(name)
            try:
                standing[name] = self._save(lease, stored)
            except Failure as failure:  # it stays in memory, and the next tick tries again
                standing[name], unwritten[name] = lease, failure.outcome
        return replace(leases, standing=standing, unwritten=unwritten)

    def put(self, lease: Lease) -> Lease:
        """Write a lease; the lease of a raise that cannot be written is kept in memory.

        A lease that conflicts while no lease can be read is kept too. If an older lease was already
        in memory, the failure is LEASE_UNAVAILABLE, not CONFLICT: reading again finds the older.
        """
        name = lease.dimension.lease_id
        with self._lock:
            before = self._unsaved.get(name)
        if before and not set(before.entries[-1:]) <= set(lease.entries):
            raise conflict(lease)  # as the store answers a lease that does not follow the latest
        try:
            stored = self._store.put(lease)
        except Failure as failure:
            raised = lease.standing and lease.applied.minimum > lease.previous.minimum
            unknown = failure.outcome.code is Code.LEASE_UNAVAILABLE or self._away
            if not (unknown and raised):
                raise
            with self._lock:
                self._unsaved[name] = lease
            if before:
                raise Failure(unavailable(failure.outcome.message)) from failure
            raise
        with self._lock:
            self._unsaved.pop(name, None)
        return stored

    def pause(self, pause: Pause) -> None:
        """Store a person's pause or stop."""
        self._store.pause(pause)

    def resume(self, *, stops_all: bool) -> None:
        """Remove a person's stop or pause."""
        self._store.resume(stops_all=stops_all)

    def _save(self, lease: Lease, stored: Lease | None) -> Lease:
        """Write an unwritten lease, or return the stored one if its write did succeed."""
        if stored is not None and stored.standing and _bounds(stored) == _bounds(lease):
            with self._lock:
                self._unsaved.pop(lease.dimension.lease_id, None)
            return stored
        return self.put(lease_changes.successor(stored, lease) if stored else lease)


def _bounds(lease: Lease) -> tuple[object, ...]:
    return lease.at, lease.found, lease.previous, lease.applied
