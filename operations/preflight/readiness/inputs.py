"""Everything that the verdict on a fixture rests on."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kickoff.calendar import Calendar
from operations.preflight.facts import AccountFacts
from operations.preflight.stack_facts import StackFacts


@dataclass(frozen=True, slots=True)
class ReadinessInput:
    """A calendar with everything that was read at a whole minute.

    A calendar with forecasts has those of this minute. `problem` is the reason why a newer version
    of the calendar cannot be used. `beside` is its location if that is not the stack's. `created`:
    the creation of the stack, if it is known.
    """

    calendar: Calendar
    now: datetime
    account: AccountFacts
    stack: StackFacts
    problem: str | None = None
    beside: str | None = None
    created: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of local times."""
        return self.calendar.zone
