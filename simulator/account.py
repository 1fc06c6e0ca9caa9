"""The account that a calendar's targets live in, at their baselines and scaled reactively."""

from kickoff.config import Calendar, Capacity, FunctionTarget, TableTarget
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays

# Units of what a table has but the calendar does not name.
_UNNAMED = 5


def account(calendar: Calendar, clock: Clock, delays: Delays, utilisation: float) -> Cloud:
    """Tables whose named dimensions track a utilisation (percent), and cold functions."""
    cloud = Cloud(clock, delays=delays)
    for target in calendar.targets.values():
        match target:
            case TableTarget():
                _add_table(cloud, target, utilisation)
            case FunctionTarget(qualifier=None):
                cloud.add_function(target.function, qualifiers=())
            case FunctionTarget(qualifier=str(qualifier)):
                cloud.add_function(target.function, qualifiers=(qualifier,))
    return cloud


def _add_table(cloud: Cloud, target: TableTarget, utilisation: float) -> None:
    indexes = {
        name: (_units(index.read), _units(index.write)) for name, index in target.indexes.items()
    }
    read, write = _units(target.read), _units(target.write)
    cloud.add_table(target.table, read=read, write=write, indexes=indexes)
    for dimension, capacity in target.capacities().items():
        cloud.register(
            target.table,
            dimension,
            minimum=capacity.baseline,
            maximum=capacity.max,
            target=utilisation,
        )


def _units(capacity: Capacity | None) -> int:
    return capacity.baseline if capacity else _UNNAMED
