"""Raises that will not be there by kick-off: they begin late, or it is too late already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.timeline import Fixture
from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding, concerned
from operations.preflight.horizon import Horizon
from prescaler.model import Capacity, Dimension, Limits, Observed
from prescaler.plan.readiness import URGENT

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Raise:
    """A level that a fixture asks from `start` on, to be there at `due`; it takes `needs`."""

    fixture: Fixture
    level: int
    start: datetime
    due: datetime
    needs: timedelta

    @property
    def margin(self) -> timedelta:
        """From when the prescaler begins, which may be before the window opens, to `due`."""
        return self.due - min(self.start, self.due - self.needs)

    @property
    def opens(self) -> bool:
        """Is it what its fixture begins with?"""
        return self.start == self.fixture.opens


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """A dimension has one finding of each kind; on-demand tables have no lead of their own."""
    for dimension, observed in facts.observed.items():
        capacity = observed.capacity
        if not isinstance(capacity, Capacity) or observed.kind.only_rises:
            continue
        raises = list(_raises(horizon, dimension, observed, capacity))
        late = [each for each in raises if _is_late(each, observed, horizon.now)]
        if late:
            first, minutes = late[0], (late[0].due - horizon.now) // _MINUTE
            what = f"{first.level:,} take some {first.needs // _MINUTE} min to be there"
            left = f"{minutes} min are left" if minutes else "they are wanted now"
            now = "kickoff prescale now if the schedule is not running; else expect throttles"
            yield _finding(Code.LATE, dimension, late, f"{what}, {left}", now)
        brief = [each for each in raises if each.opens and each.margin < URGENT]
        if brief := [each for each in brief if each not in late]:
            minutes = brief[0].margin // _MINUTE
            what = f"its raise begins {minutes} min before kick-off, and is to be read back by then"
            advice = f"give its profile a lead of {URGENT // _MINUTE} min or more"
            yield _finding(Code.LEAD, dimension, brief, what, advice)


def _raises(
    horizon: Horizon, dimension: Dimension, observed: Observed, capacity: Capacity
) -> Iterator[_Raise]:
    """Every step up, by its newest fixture; one is due at its kick-off, a later one at once."""
    below = horizon.calendar.bounds[dimension.key].baseline
    for step in horizon.steps[dimension.key]:
        level = step.level
        if level.because and level.value > below:
            fixture = max(level.because, key=lambda each: each.opens)
            due = max(step.start, fixture.kickoff)
            needs = observed.kind.lead(dimension, capacity, level.value)
            yield _Raise(fixture, level.value, step.start, due, needs)
        below = level.value


def _is_late(each: _Raise, observed: Observed, now: datetime) -> bool:
    """Is more needed than is left? One that is on its way began in time."""
    limits = observed.limits
    on_its_way = isinstance(limits, Limits) and limits.minimum >= each.level
    return each.due - each.needs < now and not (on_its_way and now < each.due)


def _finding(
    code: Code, dimension: Dimension, raises: list[_Raise], what: str, advice: str
) -> Finding:
    subject = ".".join(dimension.key)
    return Finding(
        code, subject, what, advice, raises[0].due, concerned((each.fixture,) for each in raises)
    )
