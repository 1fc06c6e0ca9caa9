"""Obstacles between a dimension and its level that only a person can remove."""

from kickoff.timeline import Level
from prescaler.model import Capacity, Code, DecisionInput, Kind, Limits, Outcome
from prescaler.plan.price import warming


def obstacle(inputs: DecisionInput) -> Outcome | None:
    """The obstacle to the present level, or to the highest level of the coming day."""
    highest = foreseen(inputs) or Level(inputs.desired, inputs.fixtures)
    limits, capacity = inputs.observed.limits, inputs.observed.capacity
    over_max = inputs.desired_state is not None and inputs.desired_state.over_max
    match inputs.observed.kind, limits, capacity:
        case Kind.AUTOSCALED, Limits(), _ if limits.maximum < highest.value and not over_max:
            return Outcome(
                Code.MAX_TOO_LOW,
                f"MaxCapacity {limits.maximum} is below the {_needed_by(highest)}: "
                "raise it, or set over_max: raise on the target",
            )
        case Kind.ON_DEMAND, _, Capacity(cap=int(cap)) if cap < highest.value:
            return Outcome(
                Code.CAPPED,
                f"OnDemandThroughput caps it at {cap}, below the {_needed_by(highest)}: "
                "raise the cap, or requests are throttled whatever is warm",
            )
        case Kind.ON_DEMAND, _, Capacity() if capacity.provisioned < highest.value:
            return _cold(inputs, capacity, highest)
        case _:
            return None


def foreseen(inputs: DecisionInput) -> Level | None:
    """The highest level of the coming day, if it is known and above the present one."""
    peak = inputs.desired_state.peak if inputs.desired_state else None
    return peak if peak and peak.value > inputs.desired else None


def _cold(inputs: DecisionInput, capacity: Capacity, highest: Level) -> Outcome | None:
    if inputs.desired_state is None or inputs.desired_state.prewarm:
        return None
    price = warming(inputs.dimension, capacity.provisioned, highest.value)
    return Outcome(
        Code.ON_DEMAND,
        f"on-demand, and warm for {capacity.provisioned}, below the {_needed_by(highest)}: set "
        f"prewarm: true on the target to buy the rest once for {price}, which cannot be undone, "
        "or put the table in provisioned mode",
    )


def _needed_by(level: Level) -> str:
    names = " and ".join(fixture.name for fixture in level.because)
    return f"{level.value} needed by {names}" if names else f"{level.value} needed"
