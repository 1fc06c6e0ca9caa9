"""Capacity under Application Auto Scaling, whatever the resource."""

from kickoff.aws.clients import Clients
from kickoff.outcome import Code, Outcome
from kickoff.timeline import Level
from prescaler.adapters.autoscaling import register
from prescaler.model import (
    AUTOSCALED,
    Capacity,
    CapacityKind,
    DecisionInput,
    Limits,
    Observed,
    ScalingRequest,
)
from prescaler.resources.base import needed_by


class AutoScaled(CapacityKind):
    """A minimum and a maximum on a scalable target; the service brings the capacity.

    Mix it into the class of a resource.
    """

    name = AUTOSCALED
    has_bounds = True

    def recognize(self, limits: Limits | Outcome, capacity: Capacity | Outcome) -> Observed | None:
        """A registered scalable target, or bounds that could not be read.

        A target left over on an on-demand table does not count.
        """
        on_demand = isinstance(capacity, Capacity) and capacity.on_demand
        unregistered = isinstance(limits, Outcome) and limits.code is Code.NOT_AUTOSCALED
        return None if on_demand or unregistered else Observed(limits, capacity, self)

    def accepts_raise(self, capacity: Capacity) -> bool:
        """Bounds can be registered during an update too."""
        return True

    def units_to_request(self, minimum: int) -> None:
        """None: auto scaling brings the minimum within seconds, and leaves the other half."""

    def obstacle(self, inputs: DecisionInput, level: Level) -> Outcome | None:
        """A maximum below the level, unless the target allows to raise it."""
        limits = inputs.observed.limits
        may_exceed = inputs.desired_state is not None and inputs.desired_state.over_max
        if not isinstance(limits, Limits) or limits.maximum >= level.value or may_exceed:
            return None
        return Outcome(
            Code.MAX_TOO_LOW,
            f"MaxCapacity {limits.maximum} is below the {needed_by(level)}: "
            "raise it, or set over_max: raise on the target",
        )

    def set_bounds(self, clients: Clients, request: ScalingRequest) -> Outcome | None:
        """Register both bounds in one call; the maximum only where it changes."""
        if request.bounds is None:
            return None
        limits, bounds = request.observed.limits, request.bounds
        keeps = isinstance(limits, Outcome) or limits.maximum == bounds.maximum
        maximum = None if keeps else bounds.maximum
        return register(clients, request.dimension, bounds.minimum, maximum)
