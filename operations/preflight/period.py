"""The checked period: the steps of a calendar, and the combined level of several dimensions."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kickoff.calendar import Calendar
from kickoff.timeline import Fixture, Key, Level, Step
from operations.preflight.finding import AffectedFixtures, affected
from operations.preflight.grouping import group_by


@dataclass(frozen=True, slots=True)
class CheckPeriod:
    """A calendar in [now, end).

    `fixtures` are in the order of their opening. `steps` has each dimension's steps in order,
    `keys` each target's dimensions.
    """

    calendar: Calendar
    now: datetime
    end: datetime
    fixtures: Sequence[Fixture]
    steps: Mapping[Key, Sequence[Step]]
    keys: Mapping[str, Sequence[Key]]

    @classmethod
    def of(cls, calendar: Calendar, now: datetime, end: datetime) -> "CheckPeriod":
        """Return the period of a calendar; steps that began before `now` are cut."""
        by_key = groupby(calendar.steps(now, end), key=lambda step: step.key)
        steps = {key: tuple(of_key) for key, of_key in by_key}
        keys = group_by(steps, lambda key: key.target)
        return cls(calendar, now, end, tuple(calendar.fixtures(now, end)), steps, keys)

    def affected(self, targets: Collection[str]) -> AffectedFixtures:
        """Return the fixtures with demand on some targets."""
        return affected(step.level.because for step in self._raised(targets))

    def first_raise(self, targets: Collection[str]) -> datetime | None:
        """Return the first instant with a fixture's demand on some targets; None without one."""
        return next((step.start for step in self._raised(targets)), None)

    def first_use(self, targets: Collection[str]) -> datetime | None:
        """Return the first instant with any level on some targets; a baseline counts too."""
        if any(steps[0].level.value for steps in self._steps_of(targets)):
            return self.now
        return self.first_raise(targets)

    def _raised(self, targets: Collection[str]) -> list[Step]:
        """Return the steps of some targets that fixtures cause, by start."""
        found = [step for steps in self._steps_of(targets) for step in steps if step.level.because]
        return sorted(found, key=lambda step: step.start)

    def _steps_of(self, targets: Collection[str]) -> list[Sequence[Step]]:
        return [self.steps[key] for name in dict.fromkeys(targets) for key in self.keys[name]]


@dataclass(frozen=True, slots=True)
class CombinedLevel:
    """The sum of several dimensions' levels from an instant on, and the fixtures that cause it."""

    start: datetime
    total: int
    because: tuple[Fixture, ...]


def combined_above(timelines: Iterable[Sequence[Step]], limit: float) -> Iterator[CombinedLevel]:
    """Yield each change of the combined level of some timelines that is above a limit."""
    changes: dict[datetime, list[Step]] = {}
    for steps in timelines:
        for step in steps:
            changes.setdefault(step.start, []).append(step)
    levels: dict[Key, Level] = {}
    causes: dict[tuple[datetime, str], list[Fixture]] = {}
    total = 0
    for instant in sorted(changes):
        for step in changes[instant]:
            before = levels.get(step.key, Level(0))
            total += step.level.value - before.value
            levels[step.key] = step.level
            for fixture in before.because:
                causes[fixture.kickoff, fixture.name].pop()
            for fixture in step.level.because:
                causes.setdefault((fixture.kickoff, fixture.name), []).append(fixture)
        if total > limit:
            because = tuple(causes[each][0] for each in sorted(causes) if causes[each])
            yield CombinedLevel(instant, total, because)
