"""The coming days of a calendar: its steps, and what several dimensions ask together."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key, Level, Step
from operations.preflight.finding import Concerned, concerned
from operations.preflight.grouped import grouped


@dataclass(frozen=True, slots=True)
class Horizon:
    """A calendar over [now, end): `steps` of each dimension in order, fixtures by opening.

    `keys` are the dimensions of each target.
    """

    calendar: Calendar
    now: datetime
    end: datetime
    fixtures: Sequence[Fixture]
    steps: Mapping[Key, Sequence[Step]]
    keys: Mapping[str, Sequence[Key]]

    @classmethod
    def of(cls, calendar: Calendar, now: datetime, end: datetime) -> "Horizon":
        """What is to come; what began before `now` is cut."""
        by_key = groupby(calendar.steps(now, end), key=lambda step: step.key)
        steps = {key: tuple(of_key) for key, of_key in by_key}
        keys = grouped(steps, lambda key: key.target)
        return cls(calendar, now, end, tuple(calendar.fixtures(now, end)), steps, keys)

    def concerned(self, targets: Collection[str]) -> Concerned:
        """The fixtures that ask anything of some targets."""
        return concerned(step.level.because for step in self._raised(targets))

    def first_raise(self, targets: Collection[str]) -> datetime | None:
        """When a fixture first asks anything of some targets; None if none does."""
        return next((step.start for step in self._raised(targets)), None)

    def wanted(self, targets: Collection[str]) -> datetime | None:
        """From when on some targets are to have anything, baseline or not."""
        if any(steps[0].level.value for steps in self._of(targets)):
            return self.now
        return self.first_raise(targets)

    def _raised(self, targets: Collection[str]) -> list[Step]:
        """The steps that fixtures make of any dimension of some targets, by start."""
        found = [step for steps in self._of(targets) for step in steps if step.level.because]
        return sorted(found, key=lambda step: step.start)

    def _of(self, targets: Collection[str]) -> list[Sequence[Step]]:
        """Every dimension's steps."""
        return [self.steps[key] for name in dict.fromkeys(targets) for key in self.keys[name]]


@dataclass(frozen=True, slots=True)
class Load:
    """What several dimensions ask together from an instant on, and for which fixtures."""

    start: datetime
    total: int
    because: tuple[Fixture, ...]


def above(lines: Iterable[Sequence[Step]], limit: float) -> Iterator[Load]:
    """The times at which the dimensions of some lines together ask more than a limit."""
    changes: dict[datetime, list[Step]] = {}
    for line in lines:
        for step in line:
            changes.setdefault(step.start, []).append(step)
    levels: dict[Key, Level] = {}
    asking: dict[tuple[datetime, str], list[Fixture]] = {}
    total = 0
    for instant in sorted(changes):
        for step in changes[instant]:
            before = levels.get(step.key, Level(0))
            total += step.level.value - before.value
            levels[step.key] = step.level
            for fixture in before.because:
                asking[fixture.kickoff, fixture.name].pop()
            for fixture in step.level.because:
                asking.setdefault((fixture.kickoff, fixture.name), []).append(fixture)
        if total > limit:
            yield Load(
                instant, total, tuple(asking[each][0] for each in sorted(asking) if asking[each])
            )
