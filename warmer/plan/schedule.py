"""Decides which functions are due, which waves are sent together, and what is sent again."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from kickoff.calendar import Calendar, FunctionTarget, Warm
from kickoff.timeline import Key
from warmer.model import FunctionRef, PingCode, Reply, Warming
from warmer.plan.ping_format import ping_format

T = TypeVar("T")

_NONE: Mapping[datetime, Collection[FunctionRef]] = MappingProxyType({})

# Lambda allows 1,024 file descriptors for a container. Each ping in flight has one.
MOST_PINGS = 800
# The most pings of several functions that are fired together. With more, the first answers arrive
# while the last pings leave, and delay them.
MOST_AT_ONCE = 100
# Rate throttles may pass within a hold. All other throttles are limits on concurrency. A ping sent
# again would take concurrency from live requests.
RATE_THROTTLES = frozenset(
    {
        "CallerRateLimitExceeded",
        "FunctionInvocationRateLimitExceeded",
        "ReservedFunctionInvocationRateLimitExceeded",
    }
)
# A ping is not sent again in less than this part of the hold (milliseconds).
SHORTEST_RETRY_MS = 10


def desired(calendar: Calendar, at: datetime) -> Iterator[tuple[Warm, Warming]]:
    """Yield the desired level of each function at an instant, in the order of the calendar."""
    levels = calendar.levels(at)
    for name, target in calendar.targets.items():
        if isinstance(target, FunctionTarget) and target.warm is not None:
            level = levels[Key(name, "warm")]
            function = FunctionRef(target.function, target.qualifier, target.place)
            because = tuple(fixture.name for fixture in level.because)
            yield target.warm, Warming(name, function, level.value, because, ping_format(target))


def wanted(calendar: Calendar, at: datetime) -> Iterator[Warming]:
    """Yield the functions with a level at an instant, without those that are only observed."""
    for _, warming in desired(calendar, at):
        if warming.count and not calendar.observes(warming.target):
            yield warming


def due(
    calendar: Calendar, at: datetime, *, moved: Mapping[datetime, Collection[FunctionRef]] = _NONE
) -> Iterator[Warming]:
    """Yield the functions to warm at an instant, in the order of the calendar.

    Functions that `moved` to another version at that instant are due whatever `every` says. A
    function that is only observed is never due.
    """
    for warm, warming in desired(calendar, at):
        is_due = warm.every.due(at, calendar.zone) or warming.function in moved.get(at, ())
        if warming.count and is_due and not calendar.observes(warming.target):
            yield warming


def batches(items: Iterable[T], count_of: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """Yield batches of at most `most` pings, in order. An item with more has its own batch."""
    batch: list[T] = []
    together = 0
    for item in items:
        pings = pings_per_wave(count_of(item))
        if batch and together + pings > most:
            yield batch
            batch, together = [], 0
        batch.append(item)
        together += pings
    if batch:
        yield batch


def pings_per_wave(count: int) -> int:
    """Return the pings of one wave for `count` containers."""
    return min(count, MOST_PINGS)


def retry_at(reply: Reply, hold_until: float, now: float) -> float | None:
    """Return when to send a throttled ping again (epoch milliseconds), or None for never.

    It waits for half of the remaining hold, so that later retries still arrive inside it.
    """
    left = hold_until - now
    if reply.code is not PingCode.THROTTLED or reply.detail not in RATE_THROTTLES:
        return None
    return now + left / 2 if left >= SHORTEST_RETRY_MS else None


def stops_waves(reply: Reply) -> bool:
    """Return whether a reply forbids another wave.

    No concurrency was free, or a setting of the function stops its containers.
    """
    limited = reply.code is PingCode.THROTTLED and reply.detail not in RATE_THROTTLES
    return limited or reply.code is PingCode.MISCONFIGURED
