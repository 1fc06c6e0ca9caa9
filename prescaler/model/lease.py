"""The record that we raised something, and what stands beside it in the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from kickoff.outcome import Code, Failure, Outcome
from prescaler.model.dimension import Dimension
from prescaler.model.observed import Kind, Limits

PREFIX = "kickoff-"  # of the scheduled actions that are ours
ENTRIES_KEPT = 12
BECAUSE_KEPT = 160  # characters: a store is scanned every minute


@dataclass(frozen=True, slots=True)
class Claim:
    """A fixture that a lease is for; `ready` is when its capacity was first read back as there."""

    fixture: str
    kickoff: datetime
    closes: datetime
    ready: datetime | None = None

    @property
    def identity(self) -> tuple[str, datetime]:
        """Tells fixtures apart: a recurring one has its name many times."""
        return self.fixture, self.kickoff


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of the audit trail, written before it is made: from, to, and because of what."""

    at: datetime
    action: str
    before: int
    after: int
    because: str


@dataclass(frozen=True, slots=True)
class ScheduledAction:
    """A scheduled action of ours: bounds that AWS sets at an instant; None leaves the maximum.

    `stands`: AWS accepted it; otherwise it may be there or not.
    """

    at: datetime
    minimum: int
    maximum: int | None = None
    stands: bool = False

    @property
    def name(self) -> str:
        """Under our own prefix; AWS allows no colon."""
        return f"{PREFIX}{self.at:%Y%m%dT%H%MZ}"


@dataclass(frozen=True, slots=True)
class Lease:
    """The record that we raised a dimension, and what it takes to put it back.

    It is written before each change, so what is live after a death between the two is `previous`
    or `applied`. `found` is what was there before the first raise, and `units` the capacity then;
    `kind` is what those are of. `at` is the latest instant whose tick changed the bounds.
    `version` is 0 until stored. `waived` are fixtures that a person gave back by hand. One that is
    not `standing` holds nothing: it is kept for its audit trail, `entries`, the newest last. `arn`
    tells a table apart whatever region and role reach it; `id` is what the lease is stored under,
    its dimension's where it is empty. `armed` are the scheduled actions that stand or stood.
    """

    dimension: Dimension
    found: Limits
    previous: Limits
    applied: Limits
    at: datetime
    claims: tuple[Claim, ...] = ()
    version: int = 0
    kind: Kind = Kind.AUTOSCALED
    units: int | None = None
    waived: tuple[Claim, ...] = ()
    standing: bool = True
    entries: tuple[Entry, ...] = ()
    arn: str | None = None
    id: str = ""
    armed: tuple[ScheduledAction, ...] = ()

    @property
    def key(self) -> str:
        """What it is stored under: the name it was first given, wherever its target moves."""
        return self.id or self.dimension.lease_id

    @property
    def ready(self) -> set[tuple[str, datetime]]:
        """The identities of the fixtures whose capacity was read back."""
        return {claim.identity for claim in self.claims if claim.ready}

    @property
    def only_armed(self) -> bool:
        """Does it hold nothing, and stand for scheduled actions to come alone?"""
        return bool(self.armed) and not self.claims and self.applied == self.found

    @property
    def until(self) -> datetime | None:
        """When the last window it is for closes; None if it is for the baseline alone."""
        return max((claim.closes for claim in self.claims), default=None)

    def trail(self, entry: Entry) -> tuple[Entry, ...]:
        """Its audit trail with one more change.

        What comes down in parts is one, from the first to the last: a table in use takes a dozen.
        """
        short = replace(entry, because=entry.because[:BECAUSE_KEPT])
        last = self.entries[-1] if self.entries else short
        same = (last.action, last.because) == (short.action, short.because)
        if same and last.before > last.after == short.before > short.after:
            return (*self.entries[:-1], replace(short, before=last.before))
        return (*self.entries, short)[-ENTRIES_KEPT:]


@dataclass(frozen=True, slots=True)
class Pause:
    """A person's word that nothing is changed until an instant."""

    until: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Leases:
    """What the store holds: leases by id, those that stand and those that ended.

    What could not be read of them is said too, and which of those that stand are still unwritten.
    """

    standing: Mapping[str, Lease]
    unreadable: Mapping[str, Outcome] = field(default_factory=dict)
    away: Outcome | None = None
    ended: Mapping[str, Lease] = field(default_factory=dict)
    pause: Pause | None = None
    unwritten: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def troubles(self) -> tuple[Outcome, ...]:
        """Why leases are unknown, or unwritten, those that are."""
        if self.away:
            return (self.away,)
        return (*self.unreadable.values(), *self.unwritten.values())

    def of(self, dimension: Dimension) -> Lease | Outcome | None:
        """A dimension's lease; None where it has none, an outcome where nobody can tell."""
        held = self.standing.get(dimension.lease_id)
        if held is not None or self.away is not None:
            return held or self.away
        return self.unreadable.get(dimension.lease_id)


def unavailable(message: str) -> Outcome:
    """The outcome of a lease store, or of a lease, that does not answer as it should."""
    return Outcome(Code.LEASE_UNAVAILABLE, message)


def conflict(lease: Lease) -> Failure:
    """The failure of a conditional write that another writer won."""
    return Failure(
        Outcome(
            Code.CONFLICT,
            f"the lease {lease.key} was changed by another prescaler meanwhile: "
            "the next tick looks again",
        )
    )
