"""An account with the targets of a calendar: tables with auto scaling, cold functions."""

from collections.abc import Mapping

from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from kickoff.timeline import Key
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.cloudwatch import TableDimension
from simulator.delays import Delays

_UNNAMED = 5  # units of a dimension that the calendar does not name


def build_account(
    calendar: Calendar,
    clock: Clock,
    delays: Delays,
    utilisation: float,
    minimums: Mapping[Key, int] | None = None,
) -> Cloud:
    """Build an account; auto scaling tracks a utilisation (percent) on every named dimension.

    `minimums` are the minimums of the tables' dimensions; the default is their baselines.
    """
    cloud = Cloud(clock, delays=delays)
    for name, target in calendar.targets.items():
        match target:
            case TableTarget():
                units = {
                    dimension: (minimums or {}).get(Key(name, dimension), capacity.baseline)
                    for dimension, capacity in target.capacities().items()
                }
                _add_table(cloud, target, units, utilisation)
            case FunctionTarget(qualifier=None):
                cloud.add_function(target.function, qualifiers=())
            case FunctionTarget(qualifier=str(qualifier)):
                cloud.add_function(target.function, qualifiers=(qualifier,))
    return cloud


def table_dimensions(calendar: Calendar) -> dict[Key, TableDimension]:
    """The tables' dimensions that a calendar names."""
    return {
        Key(name, dimension): (target.table, dimension)
        for name, target in calendar.targets.items()
        if isinstance(target, TableTarget)
        for dimension in target.capacities()
    }


def _add_table(
    cloud: Cloud, target: TableTarget, units: Mapping[str, int], utilisation: float
) -> None:
    cloud.add_table(
        target.table,
        read=units.get("read", _UNNAMED),
        write=units.get("write", _UNNAMED),
        indexes={
            name: (units.get(f"{name}.read", _UNNAMED), units.get(f"{name}.write", _UNNAMED))
            for name in target.indexes
        },
    )
    for dimension, capacity in target.capacities().items():
        minimum = units[dimension]
        maximum = max(minimum, capacity.max)
        cloud.register(
            target.table, dimension, minimum=minimum, maximum=maximum, target=utilisation
        )
