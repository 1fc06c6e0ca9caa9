"""The entries of the leases for a fixture: raises, ineffective changes, values of others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kickoff.timeline import Fixture, Key
from operations.review.model import EARLIEST, DimensionHistory
from prescaler.model import Action, Entry, Lease, Leases
from prescaler.model.lease import BECAUSE_KEPT, ENTRIES_KEPT

# A minimum held for the next fixture, or for a decrease, comes down within this time.
_LATEST = timedelta(days=1)
# Entries whose `before` is the live minimum.
_WITH_LIVE_MINIMUM = frozenset((Action.RAISE, Action.LOWER, "enforce"))
# Entries whose `after` is the minimum that was set. Other entries have units or scheduled actions.
_WITH_SET_MINIMUM = _WITH_LIVE_MINIMUM | {Action.RELEASE}
_SCHEDULED_ACTIONS = "arm"
# The prescaler's words in the reason of an entry.
_FOREIGN_REASON = "somebody else set"


@dataclass(frozen=True, slots=True)
class LeaseHistory:
    """The standing and the ended leases."""

    leases: tuple[Lease, ...]

    @classmethod
    def of(cls, leases: Leases) -> "LeaseHistory":
        """Return the history of all leases that could be read."""
        return cls((*leases.standing.values(), *leases.ended.values()))

    @property
    def empty(self) -> bool:
        """True if no lease has an entry."""
        return not any(lease.entries for lease in self.leases)

    def of_fixture(self, key: Key, fixture: Fixture) -> DimensionHistory:
        """Return the history of one dimension for one fixture."""
        leases = [lease for lease in self.leases if lease.dimension.key == key]
        entries = sorted((e for lease in leases for e in lease.entries), key=lambda each: each.at)
        changes = tuple(_changes(entries, fixture))
        ready = [
            claim.ready
            for lease in leases
            for claim in lease.claims
            if claim.ready and claim.identity == (fixture.name, fixture.kickoff)
        ]
        raises = [e.at for e in changes if e.action == Action.RAISE and _names(e, fixture)]
        return DimensionHistory(
            changes,
            min(raises, default=None),
            tuple(entry for entry in _ineffective(entries) if entry in changes),
            tuple(entry for entry in _foreign(entries) if entry in changes),
            min(ready, default=None),
            all(_reaches(lease, fixture.opens - EARLIEST) for lease in leases),
        )


def _changes(entries: Sequence[Entry], fixture: Fixture) -> Iterator[Entry]:
    """Yield raises for the fixture, and decreases in its window and after it."""
    for entry in entries:
        is_raise = entry.action == Action.RAISE
        if entry.at >= fixture.closes + (timedelta() if is_raise else _LATEST):
            return
        if entry.action == _SCHEDULED_ACTIONS or entry.at < fixture.opens - EARLIEST:
            continue
        if _names(entry, fixture) or not (is_raise or entry.at < fixture.opens):
            yield entry


def _names(entry: Entry, fixture: Fixture) -> bool:
    """Return whether the reason names the fixture; a reason that was cut off may have named it."""
    return fixture.name in entry.because or len(entry.because) == BECAUSE_KEPT


def _ineffective(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield changes that the next entry repeats from the same value."""
    for before, after in pairwise(e for e in entries if e.action in _WITH_LIVE_MINIMUM):
        if before.action == after.action and before.before == after.before != before.after:
            yield before


def _foreign(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield changes that replaced a minimum of somebody else.

    A scheduled action also sets a minimum without an entry. With scheduled actions, only the
    prescaler's own words count.
    """
    scheduled = any(entry.action == _SCHEDULED_ACTIONS for entry in entries)
    minimums = [entry for entry in entries if entry.action in _WITH_SET_MINIMUM]
    for before, after in zip([None, *minimums], minimums, strict=False):
        known = before is None or scheduled or _may_leave(before, after.before)
        if after.action in _WITH_LIVE_MINIMUM and (_FOREIGN_REASON in after.because or not known):
            yield after


def _may_leave(change: Entry, value: int) -> bool:
    """Return whether a change, done, failed or done in part, may have left a value."""
    if change.action == Action.LOWER:
        return change.after <= value <= change.before
    return value in {change.before, change.after}


def _reaches(lease: Lease, at: datetime) -> bool:
    """Return whether the entries begin before an instant; a full lease drops its oldest ones."""
    return len(lease.entries) < ENTRIES_KEPT or lease.entries[0].at <= at
