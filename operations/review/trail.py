"""What the leases' trail has of a fixture: raised for it, in vain, or set by somebody else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kickoff.timeline import Fixture, Key
from operations.review.seen import Story
from prescaler.model import Action, Entry, Lease, Leases
from prescaler.model.lease import BECAUSE_KEPT, ENTRIES_KEPT

# A lead that grows with the raise begins before the window.
EARLIEST = timedelta(hours=2)
# What is held on for a next fixture, or waits for a decrease, comes down within this.
_LATEST = timedelta(days=1)
# Which entries carry the floor that was live, and which the floor that was set. An entry that ends
# a lease tells what is live by then; units that were brought down and armed actions are no floor.
_MET = frozenset((Action.RAISE, Action.LOWER, "enforce"))
_SET = _MET | {Action.RELEASE}
_ARM = "arm"
_SAID = "somebody else set"


@dataclass(frozen=True, slots=True)
class Trail:
    """The leases, standing and ended."""

    leases: tuple[Lease, ...]

    @classmethod
    def of(cls, leases: Leases) -> "Trail":
        """All that could be read."""
        return cls((*leases.standing.values(), *leases.ended.values()))

    @property
    def empty(self) -> bool:
        """Was nothing ever raised?"""
        return not any(lease.entries for lease in self.leases)

    def story(self, key: Key, fixture: Fixture) -> Story:
        """What it has of one dimension and one fixture."""
        own = [lease for lease in self.leases if lease.dimension.key == key]
        entries = sorted((e for lease in own for e in lease.entries), key=lambda entry: entry.at)
        changes = tuple(_changes(entries, fixture))
        ready = [
            claim.ready
            for lease in own
            for claim in lease.claims
            if claim.ready and claim.identity == (fixture.name, fixture.kickoff)
        ]
        raises = [e.at for e in changes if e.action == Action.RAISE and _names(e, fixture)]
        return Story(
            changes,
            min(raises, default=None),
            tuple(entry for entry in _in_vain(entries) if entry in changes),
            tuple(entry for entry in _others(entries) if entry in changes),
            min(ready, default=None),
            all(_reaches(lease, fixture.opens - EARLIEST) for lease in own),
        )


def _changes(entries: Sequence[Entry], fixture: Fixture) -> Iterator[Entry]:
    """The raises made for it, what came down in its window, and what came down after it."""
    for entry in entries:
        raises = entry.action == Action.RAISE
        if entry.at >= fixture.closes + (timedelta() if raises else _LATEST):
            return
        if entry.action == _ARM or entry.at < fixture.opens - EARLIEST:
            continue
        if _names(entry, fixture) or not (raises or entry.at < fixture.opens):
            yield entry


def _names(entry: Entry, fixture: Fixture) -> bool:
    """Was it made for the fixture? One that is cut off may name it where nobody sees it."""
    return fixture.name in entry.because or len(entry.because) == BECAUSE_KEPT


def _in_vain(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Changes after which the same was asked again, from the same value."""
    for before, after in pairwise(each for each in entries if each.action in _MET):
        if before.action == after.action and before.before == after.before != before.after:
            yield before


def _others(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Changes that met a floor which the one before neither set nor failed to change.

    Where actions were armed, what one of them set looks alike: only what was said then counts.
    """
    armed = any(entry.action == _ARM for entry in entries)
    floors = [entry for entry in entries if entry.action in _SET]
    for before, after in zip([None, *floors], floors, strict=False):
        known = before is None or armed or _is_ours(after.before, before)
        if after.action in _MET and (_SAID in after.because or not known):
            yield after


def _is_ours(value: int, change: Entry) -> bool:
    """May a change, done or failed, have left that value? What came down did so in parts."""
    if change.action == Action.LOWER:
        return change.after <= value <= change.before
    return value in {change.before, change.after}


def _reaches(lease: Lease, at: datetime) -> bool:
    """A full trail may have lost what was before its oldest entry."""
    return len(lease.entries) < ENTRIES_KEPT or lease.entries[0].at <= at
