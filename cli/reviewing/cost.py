"""What provisioned capacity costs, by the dated prices: planned, and held at its highest always."""

from collections.abc import Iterable
from datetime import timedelta

from cli.reviewing.seen import Bill
from kickoff.config import Calendar
from kickoff.prices import PRICES
from kickoff.timeline import Key, Step

_HOUR = timedelta(hours=1)


def above_baseline(calendar: Calendar, steps: Iterable[Step]) -> float:
    """Dollars of what steps hold above the baselines."""
    return sum(
        (step.level.value - calendar.bounds[step.key].baseline) * _hours(step) * _unit(step.key)
        for step in steps
    )


def bill(steps: Iterable[Step]) -> Bill:
    """Dollars of a span's capacity, baselines included; the steps cover it for every dimension."""
    by_key: dict[Key, list[Step]] = {}
    for step in steps:
        by_key.setdefault(step.key, []).append(step)
    planned = always = 0.0
    for key, own in by_key.items():
        highest = max(step.level.value for step in own)
        planned += sum(step.level.value * _hours(step) for step in own) * _unit(key)
        always += sum(highest * _hours(step) for step in own) * _unit(key)
    return Bill(planned, always)


def _hours(step: Step) -> float:
    return (step.end - step.start) / _HOUR


def _unit(key: Key) -> float:
    """Dollars an hour of one capacity unit; containers cost by their pings, which are not this."""
    unit = key.dimension.rpartition(".")[2]
    return {"read": PRICES.read_unit_hour, "write": PRICES.write_unit_hour}.get(unit, 0)
