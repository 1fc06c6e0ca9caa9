"""kickoff's work for a plan, and the usage that this work causes.

The usages were measured: ticks of the handlers in the simulator, as benchmarks/running_cost bills
them, for one to 6,000 dimensions and one to three functions. Change them when that table differs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kickoff.pricing.invoice import Usage
from kickoff.timeline import Step

_HOUR = timedelta(hours=1)
_FUNCTIONS = 2  # warmer and prescaler, each invoked once a minute
_MINUTES = 60

_AN_HOUR = Usage(
    series=6.5,
    log_bytes=189_000,
    invocations=_FUNCTIONS * _MINUTES,
    lambda_s=5.3,
    read_units=_FUNCTIONS * _MINUTES,
)
# One reading and one line of the audit, of each dimension.
_AN_HOUR_OF_A_DIMENSION = Usage(log_bytes=1_650, lambda_s=0.04)
_AN_OPEN_HOUR = Usage(
    series=5.5,
    metric_reads=1,
    log_bytes=18_000,
    lambda_s=0.5,
    read_units=10,
    write_units=1.3,
    events=0.8,
)
_A_PINGED_HOUR = Usage(series=2)
_AN_OPEN_PINGED_HOUR = Usage(series=8.5, log_bytes=12_500)
_A_WAVE = Usage(metric_reads=2, log_bytes=670, lambda_s=0.7, read_units=1.2, write_units=2.5)


@dataclass(frozen=True, slots=True)
class KickoffWork:
    """The work for some targets.

    `dimension_hours`: of capacity, at any level. `open_hours`: clock hours in which a fixture holds
    a dimension of capacity. `pinged_hours`: of functions with warm containers, and
    `open_pinged_hours` their clock hours in which a fixture holds them. `waves`: of pings.
    """

    dimension_hours: float = 0
    open_hours: int = 0
    pinged_hours: float = 0
    open_pinged_hours: int = 0
    waves: int = 0


def work_of(steps: Iterable[Step], waves: int) -> KickoffWork:
    """Return the work for one target's steps; `waves` are those of its pings."""
    by_dimension: dict[str, list[Step]] = {}
    for step in steps:
        by_dimension.setdefault(step.key.dimension, []).append(step)
    warm = by_dimension.pop("warm", [])
    return KickoffWork(
        dimension_hours=sum(map(_hours, by_dimension.values())),
        open_hours=sum(map(_open_hours, by_dimension.values())),
        pinged_hours=_hours([step for step in warm if step.level.value]),
        open_pinged_hours=_open_hours(warm),
        waves=waves,
    )


def usage_of(works: Iterable[KickoffWork], hours: float) -> Usage:
    """Return the usage of all targets in some hours."""
    usage = _AN_HOUR.times(hours)
    for each in works:
        for amount, one in (
            (each.dimension_hours, _AN_HOUR_OF_A_DIMENSION),
            (each.open_hours, _AN_OPEN_HOUR),
            (each.pinged_hours, _A_PINGED_HOUR),
            (each.open_pinged_hours, _AN_OPEN_PINGED_HOUR),
            (each.waves, _A_WAVE),
        ):
            usage = usage.plus(one.times(amount))
    return usage


def _hours(steps: Sequence[Step]) -> float:
    return sum((step.end - step.start) / _HOUR for step in steps)


def _open_hours(steps: Iterable[Step]) -> int:
    """Return the clock hours that overlap a step of a fixture; hours of one step count once."""
    hours = 0
    last: datetime | None = None
    for step in steps:
        if step.level.because:
            first = _hour(step.start)
            if last is not None and first <= last:
                first = last + _HOUR
            last = _hour(step.end - datetime.resolution)
            hours += max(0, int((last - first) / _HOUR) + 1)
    return hours


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
