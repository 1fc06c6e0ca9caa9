"""Decides: what is due, which waves fly together, and whether a function gets another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from kickoff.calendar import Calendar, FunctionTarget, Warm
from kickoff.timeline import Key
from warmer.model import FunctionRef, PingCode, Reply, Warming
from warmer.plan import ping_format

T = TypeVar("T")

# Lambda allows 1,024 file descriptors a container; each ping in flight has one.
MOST_PINGS = 800
# So many of several functions are fired together: more would be on their way while others come
# home, and arrive late.
MOST_AT_ONCE = 100
# What may pass within a hold. Every other reason to throttle is a limit on what runs at once, and
# asking again would take from live requests what little there is.
PASSING = frozenset(
    {
        "CallerRateLimitExceeded",
        "FunctionInvocationRateLimitExceeded",
        "ReservedFunctionInvocationRateLimitExceeded",
    }
)
# Less than this left of the hold (milliseconds) is too little to be sent again in.
SHORTEST_RETRY_MS = 10


def wanted(calendar: Calendar, at: datetime) -> Iterator[tuple[Warm, Warming]]:
    """What each function that is kept warm is to have at an instant, in the calendar's order."""
    levels = calendar.levels(at)
    for name, target in calendar.targets.items():
        if isinstance(target, FunctionTarget) and target.warm is not None:
            level = levels[Key(name, "warm")]
            function = FunctionRef(target.function, target.qualifier, target.place)
            because = tuple(fixture.name for fixture in level.because)
            dialect = ping_format.dialect(target)
            yield target.warm, Warming(name, function, level.value, because, dialect)


def due(calendar: Calendar, at: datetime) -> Iterator[Warming]:
    """The functions to warm at an instant, in the order of the calendar."""
    for warm, warming in wanted(calendar, at):
        if warming.count and warm.every.due(at, calendar.zone):
            yield warming


def batches(due: Iterable[T], wished: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """Those of no more than `most` pings in all, in order; one with more is alone."""
    batch: list[T] = []
    together = 0
    for each in due:
        if batch and together + pings(wished(each)) > most:
            yield batch
            batch, together = [], 0
        batch.append(each)
        together += pings(wished(each))
    if batch:
        yield batch


def pings(wished: int) -> int:
    """The pings of one wave for so many containers."""
    return min(wished, MOST_PINGS)


def retry_at(reply: Reply, hold_until: float, now: float) -> float | None:
    """When to send a throttled ping again, in epoch milliseconds; None for not at all.

    Half of what is left of the hold passes first: each try waits less, and all come in time.
    """
    left = hold_until - now
    if (
        reply.code is not PingCode.THROTTLED
        or reply.detail not in PASSING
        or left < SHORTEST_RETRY_MS
    ):
        return None
    return now + left / 2


def another_wave(count: int, replies: Sequence[Reply]) -> bool:
    """Whether to ask for all of them again.

    Only where guards answered, by too few containers, and no limit on what runs at once was met.
    """
    containers = {reply.answer.container for reply in replies if reply.answer}
    limited = any(r.code is PingCode.THROTTLED and r.detail not in PASSING for r in replies)
    return 0 < len(containers) < pings(count) and not limited
