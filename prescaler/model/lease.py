"""The lease: the record of a raise, and the other records in the lease store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kickoff.outcome import Code, Failure, Outcome
from prescaler.model.dimension import Dimension
from prescaler.model.observed import Limits

# Values of `Lease.kind`, as they are stored.
AUTOSCALED = "auto-scaled"
PROVISIONED = "provisioned"
ON_DEMAND = "on-demand"
UNREAD = "unread"  # raised before its kind could be read
PREFIX = "kickoff-"  # of the names of kickoff's scheduled actions
ENTRIES_KEPT = 12
BECAUSE_KEPT = 160  # characters: the store is scanned every minute
# Somebody may send a missed tick again, hours later. A lease from further ahead is of a tick at
# another instant, such as a trial of next week.
_LATEST_TICK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A fixture a lease is held for; `ready`: when its capacity was first read back.

    `by_feed`: the fixture came from an imported calendar.
    """

    fixture: str
    kickoff: datetime
    closes: datetime
    ready: datetime | None = None
    by_feed: bool = False

    @property
    def identity(self) -> tuple[str, datetime]:
        """Name and kick-off: a recurring fixture has the same name many times."""
        return self.fixture, self.kickoff


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the audit trail, written before the change is made."""

    at: datetime
    action: str
    before: int
    after: int
    because: str


@dataclass(frozen=True, slots=True)
class ScheduledAction:
    """A scheduled action of kickoff: AWS sets these bounds at `at`; None leaves the maximum.

    `stands`: AWS accepted it. Otherwise it may exist or not.
    """

    at: datetime
    minimum: int
    maximum: int | None = None
    stands: bool = False

    @property
    def name(self) -> str:
        """The action's name; AWS allows no colon."""
        return f"{PREFIX}{self.at:%Y%m%dT%H%MZ}"


@dataclass(frozen=True, slots=True)
class Lease:
    """The record that kickoff raised a dimension, with what is needed to restore it.

    It is written before each change. After a crash between the two, the live bounds are `previous`
    or `applied`. `found` are the bounds before the first raise, `units` the capacity then; `kind`
    is the kind they belong to. `at` is the latest tick that changed the bounds. `version` is 0
    until stored. `waived` are fixtures released by hand. A lease that is not `standing` holds
    nothing and keeps its audit trail, `entries`, newest last. `arn` identifies a table in any
    region and role. `id` is the key in the store, `lease_id` of the dimension where empty. `armed`
    are the scheduled actions that exist or existed.
    """

    dimension: Dimension
    found: Limits
    previous: Limits
    applied: Limits
    at: datetime
    claims: tuple[Claim, ...] = ()
    version: int = 0
    kind: str = AUTOSCALED
    units: int | None = None
    waived: tuple[Claim, ...] = ()
    standing: bool = True
    entries: tuple[Entry, ...] = ()
    arn: str | None = None
    id: str = ""
    armed: tuple[ScheduledAction, ...] = ()

    @property
    def key(self) -> str:
        """The key in the store: the first one given, even if the target moves."""
        return self.id or self.dimension.lease_id

    @property
    def ready(self) -> set[tuple[str, datetime]]:
        """The identities of the fixtures whose capacity was read back."""
        return {claim.identity for claim in self.claims if claim.ready}

    @property
    def released(self) -> set[tuple[str, datetime]]:
        """The identities of the fixtures released by hand."""
        return {claim.identity for claim in self.waived}

    @property
    def is_released(self) -> bool:
        """True if a person released every fixture that it holds capacity for."""
        return bool(self.waived) and {claim.identity for claim in self.claims} <= self.released

    @property
    def only_scheduled(self) -> bool:
        """True if nothing is raised and the lease exists for scheduled actions alone."""
        return bool(self.armed) and not self.claims and self.applied == self.found

    @property
    def until(self) -> datetime | None:
        """The end of its last window; None if it is held for the baseline alone."""
        return max((claim.closes for claim in self.claims), default=None)

    def is_newer_than(self, tick: datetime) -> bool:
        """Return whether a later tick set the bounds, or read a fixture's level back.

        Such a tick lowers nothing. A lease that a person released is lowered by any tick.
        """
        latest = max([self.at, *(claim.ready for claim in self.claims if claim.ready)])
        return tick < latest <= tick + _LATEST_TICK and not self.is_released

    def trail(self, entry: Entry) -> tuple[Entry, ...]:
        """Its audit trail with one more entry.

        A lowering in parts is one entry, from the first value to the last.
        """
        short = replace(entry, because=entry.because[:BECAUSE_KEPT])
        last = self.entries[-1] if self.entries else short
        same = (last.action, last.because) == (short.action, short.because)
        if same and last.before > last.after == short.before > short.after:
            return (*self.entries[:-1], replace(short, before=last.before))
        return (*self.entries, short)[-ENTRIES_KEPT:]


@dataclass(frozen=True, slots=True)
class Pause:
    """A person's order that nothing changes until an instant; None is until it is ended.

    `stops_all`: the order of `kickoff stop`, for pings and scheduled actions too.
    """

    until: datetime | None
    by: str
    stops_all: bool = False

    def covers(self, at: datetime) -> bool:
        """Return whether the order holds at an instant."""
        return self.until is None or at < self.until

    @property
    def ends_with(self) -> str:
        """The command that ends it."""
        return "kickoff start" if self.stops_all else "kickoff pause --end"


@dataclass(frozen=True, slots=True)
class Leases:
    """The content of the lease store: standing and ended leases, by the dimension's lease id.

    `away`: the store could not be read. `unreadable`: single leases that could not be read.
    `unwritten`: standing leases that are not in the store yet. `orders`: a stop and a pause.
    """

    standing: Mapping[str, Lease]
    unreadable: Mapping[str, Outcome] = field(default_factory=dict)
    away: Outcome | None = None
    ended: Mapping[str, Lease] = field(default_factory=dict)
    orders: tuple[Pause, ...] = ()
    unwritten: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def troubles(self) -> tuple[Outcome, ...]:
        """The failures to read or write leases."""
        if self.away:
            return (self.away,)
        return (*self.unreadable.values(), *self.unwritten.values())

    def pause(self, at: datetime) -> Pause | None:
        """The order that holds at an instant; a stop comes before a pause."""
        standing = [each for each in self.orders if each.covers(at)]
        return max(standing, key=lambda each: each.stops_all, default=None)

    def without_unknown(self, knows: Callable[[Dimension], bool]) -> "Leases":
        """The same leases; those of a kind that this version does not know are unreadable."""
        unknown = {id_ for id_, lease in self.standing.items() if not knows(lease.dimension)}
        if not unknown:
            return self
        message = "the lease {} is of an unknown kind: deploy the version that made it"
        failures = {id_: unavailable(message.format(id_)) for id_ in unknown}
        standing = {id_: lease for id_, lease in self.standing.items() if id_ not in unknown}
        return replace(self, standing=standing, unreadable={**self.unreadable, **failures})

    def of(self, dimension: Dimension) -> Lease | Outcome | None:
        """A dimension's lease; None where it has none, the failure where it is unknown."""
        held = self.standing.get(dimension.lease_id)
        if held is not None or self.away is not None:
            return held or self.away
        return self.unreadable.get(dimension.lease_id)


def unavailable(message: str) -> Outcome:
    """The outcome of a lease store, or of a lease, that cannot be read or written."""
    return Outcome(Code.LEASE_UNAVAILABLE, message)


def conflict(lease: Lease) -> Failure:
    """The failure of a conditional write that another writer won."""
    return Failure(
        Outcome(
            Code.CONFLICT,
            f"another prescaler changed the lease {lease.key} in the meantime: the next tick "
            "decides again",
        )
    )
