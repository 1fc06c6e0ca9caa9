"""Reads of CloudWatch what became of fixtures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cli.metrics import MINUTE_S, Metric, consumed, minutes, throttled
from cli.reviewing.advice import advice
from cli.reviewing.cost import above_baseline
from cli.reviewing.seen import Capacity, Review, Warmth
from kickoff.config import Calendar, FunctionTarget, TableTarget
from kickoff.observability import NAMESPACE
from kickoff.place import Place
from kickoff.timeline import Fixture, Key

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_MINUTE = timedelta(minutes=1)
# Published at the tick that saw it, about the fixtures to come: a minute's rounding apart.
_ROUNDING = 1.5
_EARLIEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Clients:
    """CloudWatch where kickoff runs, and where each target lives."""

    home: "CloudWatchClient"
    at: Mapping[Place, "CloudWatchClient"]


def read(calendar: Calendar, fixtures: Sequence[Fixture], clients: Clients) -> list[Review]:
    """A review of each fixture, all past."""
    return [_review(calendar, fixture, clients) for fixture in fixtures]


def _review(calendar: Calendar, fixture: Fixture, clients: Clients) -> Review:
    keys = [key for key, amount in fixture.demand.items() if amount]
    start, end = fixture.opens, fixture.closes
    highest = dict.fromkeys(keys, 0)
    for step in calendar.steps(start, end):
        if step.key in highest:
            highest[step.key] = max(highest[step.key], step.level.value)
    capacities, warmths = [], []
    for key in keys:
        target = calendar.targets[key.target]
        match target:
            case TableTarget():
                capacities.append(_capacity(key, target, highest[key], fixture, clients))
            case FunctionTarget() if key.dimension == "warm":
                warmths.append(_warmth(key, target, fixture, clients.home))
            case _:
                pass
    return Review(
        fixture,
        tuple(capacities),
        tuple(warmths),
        above_baseline(calendar, calendar.steps(start, end)),
        tuple(advice(fixture, capacities, warmths)),
    )


def _capacity(
    key: Key, target: TableTarget, level: int, fixture: Fixture, clients: Clients
) -> Capacity:
    used = consumed(target.table, key.dimension)
    refused = throttled(target.table, key.dimension)
    seen = minutes(clients.at[target.place], (used, refused), fixture.opens, fixture.closes)
    named = (("Target", key.target), ("Dimension", key.dimension))
    margin = Metric(NAMESPACE, "ReadyMargin", named, "Maximum")
    # A lead that grows with the raise may begin long before the window.
    margins = minutes(clients.home, (margin,), fixture.opens - _EARLIEST, fixture.closes)[margin]
    ready = [
        value
        for at, value in margins.items()
        if abs((fixture.kickoff - at) / _MINUTE - value) < _ROUNDING
    ]
    return Capacity(
        key,
        level,
        max(seen[used].values(), default=0) / MINUTE_S,
        round(sum(seen[refused].values())),
        max(ready, default=None),
    )


def _warmth(
    key: Key, target: FunctionTarget, fixture: Fixture, client: "CloudWatchClient"
) -> Warmth:
    label = f"{target.function}:{target.qualifier}" if target.qualifier else target.function
    asked, had, cold = (
        Metric(NAMESPACE, name, (("Function", label),), "Sum")
        for name in ("WarmRequested", "WarmDistinct", "ColdStarts")
    )
    seen = minutes(client, (asked, had, cold), fixture.opens, fixture.closes)
    most = max(seen[asked].values(), default=0)
    # Waves of the top level alone: what a lower phase had says nothing of it.
    of_most = [
        seen[had][at] for at, value in seen[asked].items() if value == most and at in seen[had]
    ]
    after = [value for at, value in seen[cold].items() if at >= fixture.kickoff]
    return Warmth(
        key,
        round(most),
        round(min(of_most)) if of_most else None,
        round(sum(after)) if seen[cold] else None,
    )
