"""The raises that the steps of a dimension ask for, each with the time that it takes."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.timeline import Fixture, Step

LeadOf = Callable[[int, int, int | None], timedelta]
"""Returns the lead of a raise from the level before it, its level, and the other half's level."""


@dataclass(frozen=True, slots=True)
class ComingRaise:
    """A fixture's level from `start` on, due at `due`; the raise takes `lead`."""

    fixture: Fixture
    level: int
    start: datetime
    due: datetime
    lead: timedelta

    @property
    def begins(self) -> datetime:
        """When the prescaler requests it, which may be before the window."""
        return min(self.start, self.due - self.lead)

    @property
    def margin(self) -> timedelta:
        """The time from the request to `due`."""
        return self.due - self.begins

    @property
    def opens_window(self) -> bool:
        """True for the first raise of its fixture."""
        return self.start == self.fixture.opens


def coming_raises(
    steps: Sequence[Step], baseline: int, lead_of: LeadOf, others: Sequence[Step] = ()
) -> Iterator[ComingRaise]:
    """Yield each rise of the level, for its newest fixture.

    The first rise is due at kick-off, a later one at its start. `others`: the steps of the other
    half, read or write, of the same table or index.
    """
    before, starts = baseline, [each.start for each in others]
    for step in steps:
        level = step.level
        if level.because and level.value > before:
            fixture = max(level.because, key=lambda each: each.opens)
            due = max(step.start, fixture.kickoff)
            index = bisect_right(starts, due) - 1
            known = index >= 0 and due < others[index].end
            beside = others[index].level.value if known else None
            lead = lead_of(before, level.value, beside)
            yield ComingRaise(fixture, level.value, step.start, due, lead)
        before = level.value
