"""What stands between a dimension and a level that no tick can mend: a person must."""

from kickoff.timeline import Level
from prescaler.model import Capacity, Code, DecisionInput, Kind, Limits, Outcome
from prescaler.plan.price import warming


def obstacle(inputs: DecisionInput) -> Outcome | None:
    """What keeps the level of now, or of a fixture to come, from being reached."""
    highest = _highest(inputs)
    limits, capacity = inputs.observed.limits, inputs.observed.capacity
    over_max = inputs.desired_state is not None and inputs.desired_state.over_max
    match inputs.observed.kind, limits, capacity:
        case Kind.AUTOSCALED, Limits(), _ if limits.maximum < highest.value and not over_max:
            return Outcome(
                Code.MAX_TOO_LOW,
                f"MaxCapacity {limits.maximum} is under the {_who(highest)}: "
                "raise it, or set over_max: raise on the target",
            )
        case Kind.ON_DEMAND, _, Capacity(cap=int(cap)) if cap < highest.value:
            return Outcome(
                Code.CAPPED,
                f"OnDemandThroughput caps it at {cap}, under the {_who(highest)}: "
                "raise the cap, or it throttles whatever is warm",
            )
        case Kind.ON_DEMAND, _, Capacity() if capacity.provisioned < highest.value:
            return _cold(inputs, capacity, highest)
        case _:
            return None


def foreseen(inputs: DecisionInput) -> Level | None:
    """The highest level of the coming day, where it was looked for and is above that of now."""
    peak = inputs.desired_state.peak if inputs.desired_state else None
    return peak if peak and peak.value > inputs.desired else None


def _cold(inputs: DecisionInput, capacity: Capacity, highest: Level) -> Outcome | None:
    if inputs.desired_state is None or inputs.desired_state.prewarm:
        return None
    price = warming(inputs.dimension, capacity.provisioned, highest.value)
    return Outcome(
        Code.ON_DEMAND,
        f"on-demand, and warm for {capacity.provisioned}, under the {_who(highest)}: set "
        f"prewarm: true on the target to buy the rest once for {price}, which cannot be undone, "
        "or put the table in provisioned mode",
    )


def _highest(inputs: DecisionInput) -> Level:
    return foreseen(inputs) or Level(inputs.desired, inputs.fixtures)


def _who(level: Level) -> str:
    names = " and ".join(fixture.name for fixture in level.because)
    return f"{level.value} that {names} ask" if names else f"{level.value} wanted"
