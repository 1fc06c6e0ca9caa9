"""Facts about the deployed stack. A failed read gives an outcome instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kickoff.outcome import Outcome
from operations.change_log import CalendarChange
from prescaler.model import Leases
from warmer.model import FunctionRef

# Without them nobody hears of a fixture that is not ready. The template has the full names.
NEEDED_ALARMS = (
    "unready-fixture",
    "window-shortfall",
    "prescaler-silent",
    "warmer-silent",
    "calendar-broken",
    "prescaler-errors",
    "warmer-errors",
    "ticks-missed",
    "fixture-left-out",
    "level-clamped",
    "findings-soon",
    "learning-failed",
    "events-lost",
)
FEED_ALARMS = ("feed-held", "feed-stale")


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last minute with a tick of an application, None without one in the last hour.

    `broken`: in that tick the newest calendar could not be used.
    """

    last: datetime | None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class WarmWave:
    """The containers of a function's last wave. `distinct` is None where its guard names none.

    `busy` containers are those that live requests keep; they count as warm.
    """

    at: datetime
    requested: int
    distinct: int | None
    busy: int = 0

    @property
    def missing(self) -> int:
        """The containers that nothing proves."""
        return max(0, self.requested - self.busy - (self.distinct or 0))


@dataclass(frozen=True, slots=True)
class StackAlarm:
    """An alarm of the stack. `notifies`: its actions include the stack's topic.

    `judged`: it has data, so it rings or it does not.
    """

    rings: bool
    enabled: bool
    notifies: bool
    judged: bool = True


@dataclass(frozen=True, slots=True)
class TopicSubscriptions:
    """The confirmed subscriptions of the stack's topic, and the addresses that wait."""

    confirmed: int
    pending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackFacts:
    """Everything that is read from the stack.

    `heartbeats` are those of `prescaler` and `warmer`. `waves` has None for a function without a
    wave in the last hour. `unproven` are the serving versions whose guard has not answered yet.
    `alarms` are by name without the stack's name. `roles_known`: permissions were simulated for the
    stack's roles, not for the caller. None for what this stack does not name.
    """

    leases: Leases
    heartbeats: Mapping[str, Heartbeat | Outcome] = field(default_factory=dict)
    waves: Mapping[FunctionRef, WarmWave | Outcome | None] = field(default_factory=dict)
    unproven: Mapping[FunctionRef, tuple[str, ...] | Outcome] = field(default_factory=dict)
    alarms: Mapping[str, StackAlarm] | Outcome | None = None
    subscriptions: TopicSubscriptions | Outcome | None = None
    changes: tuple[CalendarChange, ...] | Outcome = ()
    roles_known: bool = False
