"""Changes between two versions of a feed, and the changes that wait for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff.calendar import Calendar
from kickoff.calendar.model.status import Status
from kickoff.timeline import Fixture
from operations.level_changes import LevelChange, level_changes
from prescaler.resources.quote import unit_hour

HORIZON = timedelta(days=400)
"""The time for which fixtures of a feed are compared."""
_HOUR = timedelta(hours=1)
# Fewer fixtures than this change without suspicion: a cup has one left, then none.
_FEW = 3


class ChangeKind(StrEnum):
    """The change of a fixture from one version to the next."""

    APPEARED = "appeared"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    VANISHED = "vanished"


# The change of a fixture that is gone, by its status in the new version.
_GONE = {
    Status.SCHEDULED: ChangeKind.VANISHED,
    Status.POSTPONED: ChangeKind.POSTPONED,
    Status.CANCELLED: ChangeKind.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class FixtureChange:
    """A changed fixture: before and after; one is None if it appeared or is gone."""

    kind: ChangeKind
    before: Fixture | None
    after: Fixture | None

    @property
    def name(self) -> str:
        """The fixture's name."""
        fixture = self.after or self.before
        assert fixture is not None  # noqa: S101 (one of them exists)
        return fixture.name

    @property
    def windows(self) -> list[Fixture]:
        """The fixtures whose windows change."""
        return [each for each in (self.before, self.after) if each]


def coming(calendar: Calendar, feed: int, now: datetime) -> list[Fixture]:
    """Return the coming fixtures of the feed with an index in `calendars`."""
    origin = ("calendars", feed)
    found = calendar.fixtures(now, now + HORIZON)
    return [fixture for fixture in found if fixture.origin[:2] == origin]


def fixture_changes(
    before: Sequence[Fixture], after: Sequence[Fixture], new: Calendar
) -> list[FixtureChange]:
    """Return the changes between the coming fixtures of two versions; `new` is the new calendar."""
    kept = {_identity(each) for each in before} & {_identity(each) for each in after}
    gone = [each for each in before if _identity(each) not in kept]
    fresh = [each for each in after if _identity(each) not in kept]
    changes = []
    for old in gone:
        same = [each for each in fresh if each.name == old.name]
        if same:
            moved = min(same, key=lambda each: abs(each.kickoff - old.kickoff))
            fresh.remove(moved)
            changes.append(FixtureChange(ChangeKind.MOVED, old, moved))
        else:
            changes.append(FixtureChange(_GONE[new.status_of(old.name)], old, None))
    return changes + [FixtureChange(ChangeKind.APPEARED, None, each) for each in fresh]


def reason_to_hold(
    before: Sequence[Fixture], after: Sequence[Fixture], changes: Sequence[FixtureChange]
) -> str | None:
    """Return the reason why a person must accept the changes; None if there is none.

    A publisher's fault looks like this: most fixtures are gone, or all of them move.
    """
    if len(before) < _FEW:
        return None
    if len(after) < len(before) / 2:
        verb = "is" if len(after) == 1 else "are"
        return f"{len(after)} of {len(before)} coming fixtures {verb} left"
    moved = sum(change.kind is ChangeKind.MOVED for change in changes)
    if moved == len(before):
        return f"all {moved} coming fixtures move"
    return None


def capacity_change(
    change: FixtureChange, old: Calendar, new: Calendar
) -> tuple[list[LevelChange], float]:
    """Return the changed levels in the windows of a fixture, and their cost in dollars."""
    start = min(each.opens for each in change.windows)
    end = max(each.closes for each in change.windows)
    keys = {key for each in change.windows for key, units in each.demand.items() if units}
    found = [
        each
        for each in level_changes(list(old.steps(start, end)), list(new.steps(start, end)))
        if each.key in keys
    ]
    return found, sum(_dollars(each, new) for each in found)


def _dollars(change: LevelChange, calendar: Calendar) -> float:
    before, after = change.units
    price = unit_hour(change.key.dimension, calendar.targets[change.key.target])
    return ((after or 0) - (before or 0)) * (change.end - change.start) / _HOUR * price


def _identity(fixture: Fixture) -> tuple[str, datetime]:
    return fixture.name, fixture.kickoff


def summary(changes: Iterable[FixtureChange]) -> str:
    """Return the numbers of changes by kind, such as `2 moved, 1 cancelled`."""
    kinds = [change.kind for change in changes]
    counted = [f"{kinds.count(kind)} {kind}" for kind in ChangeKind if kind in kinds]
    return ", ".join(counted) or "no change"
