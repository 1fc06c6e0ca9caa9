"""What kind of capacity a dimension has: found out from what was read of it."""

from prescaler.model import Capacity, Code, Kind, Limits, Observed, Outcome


def observed(limits: Limits | Outcome, capacity: Capacity | Outcome) -> Observed:
    """Bounds and capacity together, and what kind they make; None where neither tells.

    Without a scalable target, what was asked for is itself the floor. An on-demand table's is its
    warm throughput, whatever scalable target a former life left behind.
    """
    match limits, capacity:
        case _, Capacity(on_demand=True):
            return Observed(Limits(capacity.provisioned), capacity, Kind.ON_DEMAND)
        case Limits(), _:
            return Observed(limits, capacity, Kind.AUTOSCALED)
        case Outcome(code=Code.NOT_AUTOSCALED), Capacity():
            floor = capacity.provisioned if capacity.asked is None else capacity.asked
            return Observed(Limits(floor), capacity, Kind.PROVISIONED)
        case _:
            return Observed(limits, capacity, None)
