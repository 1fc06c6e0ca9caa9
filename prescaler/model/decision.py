"""What a decision rests on, and what it says."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from kickoff.calendar import Drift
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Fixture, Level, OverMax, Step
from prescaler.model.dimension import Dimension
from prescaler.model.lease import Claim, Lease
from prescaler.model.observed import Limits, Observed, Use


@dataclass(frozen=True, slots=True)
class ScheduledActionPlan:
    """What is to stand as scheduled actions: the steps from a while ago to a day ahead.

    The dimension is raised in its `turn` among the `of` of its table. `audited`: this tick looks
    whether what should stand does.
    """

    steps: tuple[Step, ...]
    over_max: OverMax
    turn: int
    of: int
    audited: bool = False


@dataclass(frozen=True, slots=True)
class DesiredState:
    """What the calendar wants of a dimension, and for which fixtures.

    `over_max`: whether MaxCapacity may be raised to make room. `prewarm`: whether warm throughput
    may be bought. `drift`: what to do about values that somebody else set. `ahead`: higher levels
    to come, each with the time until it is due. `peak`: the highest of the coming day, where this
    tick looked for it. `insurance`: where the target is armed. `foreseen`: whether the level is not
    written but follows what is being consumed.
    """

    desired: int
    baseline: int
    over_max: bool
    fixtures: tuple[Fixture, ...] = ()
    prewarm: bool = False
    drift: Drift = Drift.HOLD
    ahead: tuple[tuple[timedelta, Level], ...] = ()
    peak: Level | None = None
    action_plan: ScheduledActionPlan | None = None
    foreseen: bool = False

    def of(self, level: Level) -> "DesiredState":
        """The same wish with another level."""
        return replace(self, desired=level.value, fixtures=level.because)


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """All that a decision rests on. `wish` is None where the calendar no longer names it.

    `ended`: the last lease, which no longer stands. `vanished`: fixtures a lease is for, whose
    window is open, and which the calendar no longer has. `use`: read where a lowering may come.
    `coming`: the steps of the next hours that go up, for the same.
    """

    dimension: Dimension
    desired_state: DesiredState | None
    lease: Lease | Outcome | None
    observed: Observed
    ended: Lease | None = None
    vanished: tuple[Claim, ...] = ()
    use: Use | Outcome | None = None
    coming: tuple[Step, ...] = ()

    @property
    def desired(self) -> int:
        """The level to reach, in capacity units; that of a dimension no longer named is found."""
        if self.desired_state is not None:
            return self.desired_state.desired
        return self.lease.found.minimum if isinstance(self.lease, Lease) else 0

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """The fixtures that make the level."""
        return self.desired_state.fixtures if self.desired_state else ()


class Action(StrEnum):
    """What a tick wants done to one dimension."""

    HOLD = "hold"
    WAIT = "wait"
    DRIFT = "drift"
    RAISE = "raise"
    REAPPLY = "reapply"
    PREWARM = "prewarm"
    LOWER = "lower"
    FINISH = "finish"
    RELEASE = "release"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Change:
    """The bounds to set, and the lease to write before; None where nothing new is held.

    `units`: provisioned capacity to bring along in the table's one update; None leaves it alone.
    `warm`: warm throughput to buy, once and for ever.
    """

    to: Limits
    intent: Lease | None = None
    units: int | None = None
    warm: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An action with its reason; no side effect.

    `change` goes with raise, reapply, lower and finish. `drift`: the live minimum is neither ours
    nor what we found. `code`: what to tell of a decision, if not the state that follows.
    """

    inputs: DecisionInput
    action: Action
    reason: str
    change: Change | None = None
    drift: bool = False
    code: Code | None = None
