"""Every dimension of a calendar that the prescaler raises, by the names of AWS."""

from collections.abc import Iterator

from kickoff.calendar import Calendar, FunctionTarget, TableTarget
from kickoff.timeline import Key
from prescaler.model import Dimension

_UNITS = {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}
_PROVISIONED = "provisioned"


def dimensions(calendar: Calendar) -> dict[Key, Dimension]:
    """Tables and indexes, and provisioned concurrency; warm containers are the warmer's."""
    return {
        dimension.key: dimension
        for name, target in calendar.targets.items()
        for dimension in _of_target(name, target)
    }


def _of_target(name: str, target: TableTarget | FunctionTarget) -> Iterator[Dimension]:
    match target:
        case TableTarget():
            for dimension in target.capacities():
                yield _of_table(Key(name, dimension), target)
        case FunctionTarget() if target.provisioned is not None:
            yield Dimension(
                Key(name, _PROVISIONED),
                target.place,
                f"function:{target.function}:{target.qualifier or '$LATEST'}",
                "lambda:function:ProvisionedConcurrency",
            )
        case _:
            return


def _of_table(key: Key, target: TableTarget) -> Dimension:
    index, _, kind = key.dimension.rpartition(".")
    resource = f"table/{target.table}"
    if index:
        resource += f"/index/{index}"
    scalable = f"dynamodb:{'index' if index else 'table'}:{_UNITS[kind]}"
    return Dimension(key, target.place, resource, scalable)
