"""The input of a decision, and the decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kickoff.calendar import Drift
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Fixture, Level, OverMax, Step
from prescaler.model.dimension import Dimension
from prescaler.model.kind import CapacityKind, Observed
from prescaler.model.lease import Claim, Lease
from prescaler.model.observed import Capacity, Limits, RecentConsumption


@dataclass(frozen=True, slots=True)
class ScheduledActionPlan:
    """The parameters of a dimension's scheduled actions.

    The dimensions of one table are raised one after the other: this one has place `turn` of `of`.
    """

    over_max: OverMax
    turn: int
    of: int


@dataclass(frozen=True, slots=True)
class ComingLevel:
    """A higher level that is due after `lead`.

    `beside`: the level then of the dimension that loads the same partitions; None if the calendar
    does not name it.
    """

    lead: timedelta
    level: Level
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class DesiredState:
    """The level the calendar sets for a dimension, and the fixtures that cause it.

    `over_max`: MaxCapacity may be raised. `prewarm`: warm throughput may be bought; `purchase`: how
    much is bought now, 0 for none. `drift`: the policy for foreign values. `ahead`: higher levels
    to come, by the leads of the kind.
    `openings`: higher levels that begin soon, each with the time until then.
    `follows_consumption`: the level is a forecast. `audited`: this tick also reports obstacles of
    the coming day, and compares scheduled actions with AWS. `action_plan`: set where the target has
    `arm: true`. `steps`: the timeline from half an hour ago to a day ahead, where the decision
    needs it; `peak`: its highest level from now on, in audits.
    """

    desired: int
    baseline: int
    over_max: bool
    fixtures: tuple[Fixture, ...] = ()
    prewarm: bool = False
    purchase: int = 0
    drift: Drift = Drift.HOLD
    ahead: tuple[ComingLevel, ...] = ()
    openings: tuple[tuple[timedelta, Level], ...] = ()
    follows_consumption: bool = False
    audited: bool = False
    action_plan: ScheduledActionPlan | None = None
    steps: tuple[Step, ...] = ()
    peak: Level | None = None

    def at_level(self, level: Level) -> "DesiredState":
        """The same desired state with another level."""
        return replace(self, desired=level.value, fixtures=level.because)

    def beginning_now(
        self, kind: CapacityKind, dimension: Dimension, capacity: Capacity
    ) -> Iterator[Level]:
        """Yield the levels to come whose raise takes so long that it begins now."""
        for each in self.ahead:
            if each.lead <= kind.lead(dimension, capacity, each.level.value, each.beside):
                yield each.level

    def with_steps(self, steps: Sequence[Step], now: datetime) -> "DesiredState":
        """The same desired state with its timeline."""
        coming = (step.level for step in steps if step.end > now and self.audited)
        peak = max(coming, key=lambda level: level.value, default=None)
        return replace(self, steps=tuple(steps), peak=peak)


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """Everything a decision rests on.

    `desired_state` is None where the calendar does not name the dimension. `ended`: the last lease
    that ended. `removed_while_active`: claims of the lease whose window is open and whose fixture
    left the calendar. `consumption`: read only where a lowering is possible. `replica_hold`: the
    reason not to lower what other regions share. `shares_decrease`: the other half of the table or
    index comes down in this tick, so the same decrease lowers this one.
    """

    dimension: Dimension
    desired_state: DesiredState | None
    lease: Lease | Outcome | None
    observed: Observed
    ended: Lease | None = None
    removed_while_active: tuple[Claim, ...] = ()
    consumption: RecentConsumption | Outcome | None = None
    replica_hold: Outcome | None = None
    shares_decrease: bool = False

    @property
    def desired(self) -> int:
        """The level to reach, in capacity units.

        For a dimension removed from the calendar: the minimum to restore.
        """
        if self.desired_state is not None:
            return self.desired_state.desired
        return self.lease.found.minimum if isinstance(self.lease, Lease) else 0

    def floor(self, live: Limits) -> int:
        """The minimum to set: the desired level, as far as the live maximum allows."""
        may_exceed = self.desired_state is not None and self.desired_state.over_max
        return self.desired if may_exceed else min(self.desired, live.maximum)

    @property
    def fixtures(self) -> tuple[Fixture, ...]:
        """The fixtures that cause the level."""
        return self.desired_state.fixtures if self.desired_state else ()

    @property
    def past(self) -> Lease | None:
        """The standing lease, or the last lease that ended."""
        return self.lease if isinstance(self.lease, Lease) else self.ended

    def describe_demand(self) -> str:
        """The desired level and its cause, as the first half of a sentence."""
        if self.desired_state is None:
            return f"not in the calendar, restoring {self.desired}"
        names = " and ".join(fixture.name for fixture in self.fixtures)
        if names:
            return f"{names} {'needs' if len(self.fixtures) == 1 else 'need'} {self.desired}"
        if self.desired > self.desired_state.baseline:
            return f"current consumption needs {self.desired}"
        return f"the baseline is {self.desired}"


class Action(StrEnum):
    """The action a tick takes on one dimension."""

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


UPWARD = frozenset((Action.RAISE, Action.REAPPLY, Action.PREWARM))


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """The bounds to set, and the lease to write first; None where the lease does not change.

    `units`: provisioned capacity to request in the table's one update; None leaves it to auto
    scaling. `warm`: warm throughput to buy, which cannot be undone.
    """

    to: Limits
    intent: Lease | None = None
    units: int | None = None
    warm: int | None = None

    @property
    def by_auto_scaling(self) -> bool:
        """True if bounds are registered; False for a call to the resource's own service."""
        return self.units is None and self.warm is None


@dataclass(frozen=True, slots=True)
class Decision:
    """An action with its reason; no side effect.

    `change` is set for raise, reapply, prewarm, lower and finish. `drift`: the live minimum was set
    neither by kickoff nor before its first raise. `code`: the outcome to report, if it is not the
    state read back.
    """

    inputs: DecisionInput
    action: Action
    reason: str
    change: CapacityChange | None = None
    drift: bool = False
    code: Code | None = None
