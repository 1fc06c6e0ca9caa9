"""Leases that could not be written, remembered until they can."""

from dataclasses import replace
from threading import Lock

from prescaler.model import (
    Code,
    Failure,
    Kind,
    Lease,
    Leases,
    Limits,
    Pause,
    conflict,
    unavailable,
)
from prescaler.plan.ours import over
from prescaler.reconcile.ports import LeaseStore


class WriteBehindLeaseStore:
    """A lease store whose failures to record a raise are made good while this process lives.

    What was raised while the store was away is thus known for ours when it is back.
    """

    def __init__(self, store: LeaseStore) -> None:
        self._store = store
        self._unsaved: dict[str, Lease] = {}
        self._away = False
        self._lock = Lock()

    def read(self) -> Leases:
        """All leases, with those that are still to be written."""
        leases = self._store.read()
        self._away = leases.away is not None
        if self._away:
            return replace(leases, standing=dict(self._unsaved))
        standing, unwritten = dict(leases.standing), {}
        for name, lease in list(self._unsaved.items()):
            there = leases.standing.get(name) or leases.ended.get(name)
            try:
                standing[name] = self._save(lease, there)
            except Failure as failure:  # it stays remembered, and the next tick tries again
                standing[name], unwritten[name] = lease, failure.outcome
        return replace(leases, standing=standing, unwritten=unwritten)

    def put(self, lease: Lease) -> Lease:
        """Write a lease; one of a raise that cannot be written is remembered.

        So is one that meets another while none can be read. Where ours was remembered already, to
        read again would only tell that: it is no conflict, the store is away.
        """
        name = lease.dimension.lease_id
        with self._lock:
            before = self._unsaved.get(name)
        if before and not set(before.entries[-1:]) <= set(lease.entries):
            raise conflict(lease)  # as the store says of one that was not made from the latest
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
        """Keep a person's pause."""
        self._store.pause(pause)

    def _save(self, lease: Lease, there: Lease | None) -> Lease:
        """Write a remembered lease over what stands, or take that if its write went unanswered."""
        if there is not None and there.standing and _bounds(there) == _bounds(lease):
            with self._lock:
                self._unsaved.pop(lease.dimension.lease_id, None)
            return there
        return self.put(_over(there, lease) if there else lease)


def _bounds(lease: Lease) -> tuple[object, ...]:
    return lease.at, lease.found, lease.previous, lease.applied


def _over(there: Lease, lease: Lease) -> Lease:
    """A remembered lease as the successor of the one that stood, or ended, unread."""
    newer = replace(
        lease,
        version=there.version,
        id=there.id,
        entries=(*there.entries, *lease.entries[-1:]),
    )
    if not there.standing:
        return newer
    if (there.kind, lease.kind) == (Kind.AUTOSCALED, Kind.PROVISIONED):
        # Raised without sight of the bounds: units alone, and what was found stands there.
        applied = Limits(lease.applied.minimum, there.applied.maximum)
        newer = replace(newer, kind=there.kind, found=there.found, applied=applied)
    return replace(
        newer,
        found=over(there, newer.found),
        previous=there.applied,
        at=max(there.at, lease.at),
        units=there.units,
    )
