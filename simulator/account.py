"""The account that a calendar's targets live in, at their baselines and scaled reactively."""

from collections.abc import Mapping

from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from kickoff.timeline import Key
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays

# Units of what a table has but the calendar does not name.
_UNNAMED = 5


def account(
    calendar: Calendar,
    clock: Clock,
    delays: Delays,
    utilisation: float,
    minimums: Mapping[Key, int] | None = None,
) -> Cloud:
    """Tables whose named dimensions track a utilisation (percent), and cold functions.

    `minimums` are those of the tables' dimensions; their baselines where none are given.
    """
    cloud = Cloud(clock, delays=delays)
    for name, target in calendar.targets.items():
        match target:
            case TableTarget():
                kept = {
                    dimension: (minimums or {}).get(Key(name, dimension), capacity.baseline)
                    for dimension, capacity in target.capacities().items()
                }
                _add_table(cloud, target, kept, utilisation)
            case FunctionTarget(qualifier=None):
                cloud.add_function(target.function, qualifiers=())
            case FunctionTarget(qualifier=str(qualifier)):
                cloud.add_function(target.function, qualifiers=(qualifier,))
    return cloud


def _add_table(
    cloud: Cloud, target: TableTarget, minimums: Mapping[str, int], utilisation: float
) -> None:
    indexes = {
        name: (_units(minimums, f"{name}.read"), _units(minimums, f"{name}.write"))
        for name in target.indexes
    }
    read, write = _units(minimums, "read"), _units(minimums, "write")
    cloud.add_table(target.table, read=read, write=write, indexes=indexes)
    for dimension, capacity in target.capacities().items():
        minimum = minimums[dimension]
        cloud.register(
            target.table,
            dimension,
            minimum=minimum,
            maximum=max(minimum, capacity.max),
            target=utilisation,
        )


def _units(minimums: Mapping[str, int], dimension: str) -> int:
    return minimums.get(dimension, _UNNAMED)
