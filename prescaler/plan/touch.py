"""Which dimensions a tick touches: what is raised or about to change, and a slice as an audit."""

from datetime import datetime, timedelta
from zlib import crc32

from kickoff.config import Calendar, TableTarget
from kickoff.timeline import Key, OverMax
from prescaler.model import Dimension, Leases, Wish

AUDIT_MINUTES = 15
_TICK = timedelta(minutes=1)
_UNITS = {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}


def dimensions(calendar: Calendar) -> dict[Key, Dimension]:
    """Every dimension of the calendar's tables and indexes."""
    return {
        key: _dimension(key, target)
        for name, target in calendar.targets.items()
        if isinstance(target, TableTarget)
        for key in (Key(name, dimension) for dimension in target.capacities())
    }


def wishes(calendar: Calendar, at: datetime) -> dict[Dimension, Wish]:
    """What the calendar wants of every table dimension at an instant."""
    levels = calendar.levels(at)
    return {
        dimension: Wish(
            desired=levels[key].value,
            baseline=calendar.bounds[key].baseline,
            over_max=calendar.bounds[key].over_max is OverMax.RAISE,
            fixtures=levels[key].because,
        )
        for key, dimension in dimensions(calendar).items()
    }


def everything(calendar: Calendar, leases: Leases, at: datetime) -> dict[Dimension, Wish | None]:
    """Every table dimension with its wish; None where a lease outlived its calendar entry."""
    wanted = wishes(calendar, at)
    named = {dimension.lease_id for dimension in wanted}
    outlived = [lease.dimension for id_, lease in leases.standing.items() if id_ not in named]
    return {**wanted, **dict.fromkeys(outlived)}


def touched(calendar: Calendar, leases: Leases, at: datetime) -> dict[Dimension, Wish | None]:
    """The part of everything that this tick looks at.

    A dimension is touched while a lease stands for it or its level is above baseline, in the
    minute its level changes, and every `AUDIT_MINUTES` with the rest of its target.
    """
    before = calendar.levels(at - _TICK)
    return {
        dimension: wish
        for dimension, wish in everything(calendar, leases, at).items()
        if wish is None
        or wish.desired > wish.baseline
        or wish.desired != before[dimension.key].value
        or dimension.lease_id in leases.standing
        or _audited(dimension.key.target, at)
    }


def _dimension(key: Key, target: TableTarget) -> Dimension:
    index, _, kind = key.dimension.rpartition(".")
    resource = f"table/{target.table}"
    if index:
        resource += f"/index/{index}"
    scalable = f"dynamodb:{'index' if index else 'table'}:{_UNITS[kind]}"
    return Dimension(key, target.place, resource, scalable)


def _audited(target: str, at: datetime) -> bool:
    """Is it the target's minute? Each has its own, the same on every machine and every day."""
    minute = int(at.timestamp()) // 60
    return crc32(target.encode()) % AUDIT_MINUTES == minute % AUDIT_MINUTES
