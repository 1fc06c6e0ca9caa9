"""What to change in the calendar after a fixture: too little, too late, too much."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from kickoff.calendar import Calendar, DemandSource
from kickoff.timeline import Fixture
from operations.review.seen import Advice, CapacityReview, Kind, Review, Told, Warmth

# A level is right while its busiest minute takes between half and nine tenths of it.
_TIGHT = 0.9
_IDLE = 0.5
_WANTED = 0.75
# Capacity that came later than this before kick-off had luck.
_SHORT = 5
_MINUTE = timedelta(minutes=1)
# Containers are recycled now and then, however often they are pinged.
_FEW = 0.05
# A tick or two after its window opens a raise is still on time.
_PROMPT = timedelta(minutes=2)


def advice(review: Review, calendar: Calendar) -> Iterator[Advice]:
    """What each thing that was seen speaks for."""
    for each in review.capacities:
        seen = _Seen(review, each, calendar)
        yield from seen.timing()
        yield from seen.amount()
        yield from seen.strangers()
    for warmth in review.warmths:
        yield from _warm(warmth, review, calendar)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One dimension of one fixture."""

    review: Review
    capacity: CapacityReview
    calendar: Calendar

    @property
    def fixture(self) -> Fixture:
        return self.review.fixture

    def advise(self, kind: Kind, says: str) -> Advice:
        return Advice(kind, ".".join(self.capacity.key), says)

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.calendar.zone):%H:%M}"

    def timing(self) -> Iterator[Advice]:
        """Was it there in time, and if not, whose fault was it?"""
        asked, margin = self.capacity.asked, self.review.before(self.capacity.ready)
        if not self.capacity.raised or (margin is not None and margin >= _SHORT):
            return
        if margin is None:
            story = self.capacity.story
            if (asked or (story and story.whole)) and self.review.until >= self.fixture.kickoff:
                yield self._never(asked)
            return
        when = f"{-margin:.0f} minutes late" if margin < 0 else f"{margin:.0f} before kick-off"
        if self.capacity.unready:
            when += " and throttled until then"
        if asked and asked.at > self.fixture.opens + _PROMPT:
            said = f"there {when}, for it was first asked at {self.clock(asked.at)}"
            opened = f"its window opened at {self.clock(self.fixture.opens)}"
            yield self.advise(Kind.TOO_LATE, f"{said}; {opened}: was kickoff stopped or paused?")
            return
        lead = (self.fixture.kickoff - (asked.at if asked else self.fixture.opens)) / _MINUTE
        longer = ceil(lead - margin + 2 * _SHORT)
        told = f"there {when}: give {self.fixture.profile} a lead of {longer}m"
        yield self.advise(Kind.TOO_LATE, told)

    def _never(self, asked: Told | None) -> Advice:
        if asked is None:
            said = "nothing was raised for it, and nobody saw its level there"
            return self.advise(Kind.TOO_LATE, f"{said}: did kickoff run, with this calendar?")
        said = f"asked at {self.clock(asked.at)}, and nobody saw its level there"
        return self.advise(
            Kind.TOO_LATE, f"{said}: a longer lead, or what kickoff check finds in the way"
        )

    def amount(self) -> Iterator[Advice]:
        """Was its level right? What was refused before it was there says nothing of that."""
        seen = self.capacity
        busiest = f"its busiest minute took {seen.use:.0%}"
        throttled = seen.throttled - (seen.unready if seen.raised else 0)
        refused = f"{throttled:,} requests were throttled"
        if seen.spilled:
            spilled = f"{seen.spilled:,} requests met containers on demand"
            yield self.advise(Kind.TOO_LITTLE, f"{spilled}: {self._ask()}")
        elif throttled and seen.use >= _WANTED:
            yield self.advise(Kind.TOO_LITTLE, f"{refused}: {self._ask()}")
        elif throttled:
            said = f"{refused} though {busiest}"
            yield self.advise(Kind.LOOK, f"{said}: look for a hot key before asking for more")
        elif seen.use > _TIGHT:
            yield self.advise(Kind.TOO_LITTLE, f"{busiest}: {self._ask()}")
        elif 0 < seen.use < _IDLE and self._all_was_served and not self._learned:
            yield self.advise(Kind.TOO_MUCH, f"{busiest}: {self._demand()}")

    @property
    def _all_was_served(self) -> bool:
        seen = self.capacity
        return self.review.over and seen.raised and not seen.throttled

    @property
    def _learned(self) -> bool:
        return self.calendar.targets[self.capacity.key.target].demand is DemandSource.AUTO

    def _ask(self) -> str:
        """What would have been enough, as the calendar would say it."""
        if self._learned:
            return "its demand is learned: kickoff learn shows from what"
        maximum = self.calendar.bounds[self.capacity.key].maximum
        if self.capacity.excess:
            return f"raise its max of {maximum:,}: {self.capacity.excess:,} more were asked"
        above = ceil(self.capacity.level * self.capacity.use / _WANTED) > maximum
        return self._demand() + (f", and raise its max of {maximum:,}" if above else "")

    def _demand(self) -> str:
        """The demand of which the busiest minute would have taken three quarters.

        What its profile asks is changed, by the share that all who made the level took of it.
        """
        asked = self.fixture.demand[self.capacity.key]
        wanted = max(1, ceil(asked * self.capacity.use / _WANTED))
        return f"let {self.fixture.profile} ask for {wanted:,} instead of {asked:,}"

    def strangers(self) -> Iterator[Advice]:
        """What was asked in vain, and what somebody else set."""
        seen, story = self.capacity, self.capacity.story
        if story and story.in_vain:
            first = story.in_vain[0]
            told = f"the {first.action} to {first.after:,} at {self.clock(first.at)} did not take"
            later = f", nor {len(story.in_vain) - 1} after it" if story.in_vain[1:] else ""
            yield self.advise(Kind.LOOK, f"{told}{later}: the prescaler's log says why")
        if story and story.others:
            values = ", ".join(
                f"{entry.before:,} (met at {self.clock(entry.at)})" for entry in story.others
            )
            yield self.advise(Kind.LOOK, f"somebody else set {values}: CloudTrail has who")
        elif seen.drifted:
            said = f"{seen.drifted} ticks saw a value that somebody else set"
            yield self.advise(Kind.LOOK, f"{said}: CloudTrail has who")


def _warm(seen: Warmth, review: Review, calendar: Calendar) -> Iterator[Advice]:
    name, kickoff = ".".join(seen.key), review.fixture.kickoff
    if review.until >= kickoff and (seen.first is None or seen.first >= kickoff):
        at = f"at {seen.first.astimezone(calendar.zone):%H:%M}" if seen.first else "not at all"
        yield Advice(Kind.TOO_LATE, name, f"first pinged {at}: was the warmer stopped?")
        return
    if seen.had is not None and seen.had < seen.asked:
        told = f"{seen.had} of {seen.asked} were warm: kickoff check says why"
        yield Advice(Kind.LOOK, name, told)
    if seen.cold_after and seen.cold_after > seen.asked * _FEW:
        said = f"{seen.cold_after} pings after kick-off met no warm container"
        yield Advice(Kind.TOO_LITTLE, name, f"{said}: ping oftener")
    if seen.throttled:
        said = f"{seen.throttled:,} requests or pings were throttled"
        yield Advice(Kind.LOOK, name, f"{said}: its concurrency is too low for both")
