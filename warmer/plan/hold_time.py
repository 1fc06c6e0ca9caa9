"""Decides how long a wave holds its containers: until its last ping has arrived, as measured.

The last of `count` pings arrives after a fixed time (the way to the function) and a time per ping
(each ping is signed, sent and received after those before it). A slack is added: the time between
the first arrival and the last. A late ping misses a container. A longer hold is paid for by every
container.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from warmer.model import Reply

# The longest hold of any guard.
LONGEST_HOLD_MS = 5_000
# The network spreads even a few pings by this much.
SLACK_MS = 8
# A measurement says nothing about a wave more than this many times larger.
REACH = 4
NARROWING = 3
# After a wave that was late the hold is twice as long, at most this many times in a row.
MOST_DOUBLINGS = 3
# Guesses before the first measurement: the time on the way, and the time per ping on the processor
# of a small function.
FIRST_HOLD_MS = 45
FIRST_MS_PER_PING = 1.5
SLOWEST_MS_PER_PING = 5.0
# A better guess is a share of the time to open a connection, because that includes a slow
# processor. Measured: a ping costs about 1/6 of a TLS handshake. Without TLS the time to open a
# connection says little. The second number is the least guess in milliseconds.
SHARE_OF_HANDSHAKE, FASTEST_MS_PER_PING = 0.22, 0.15
SHARE_OF_PLAIN_CONNECT, FASTEST_PLAIN_MS_PER_PING = 0.6, 0.75
# Measured: signing and preparing a ping costs about 1/15 of a handshake. Twice that is planned.
SHARE_TO_PREPARE, SLOWEST_PREPARATION_MS = 0.13, 0.5
# Below this share of a processor, Linux stops the process for the rest of each period.
SCARCE, PERIOD_MS = 0.3, 100
# On a whole processor a handshake uses this share of its time; the rest is the service's. A scarce
# processor that has rested sends as fast as a whole one, but a ping needs at least 1/20 of a
# handshake's processor time.
PROCESSOR_SHARE_OF_HANDSHAKE, SHARE_TO_SEND = 0.6, 0.05


@dataclass(frozen=True, slots=True)
class ConnectTiming:
    """The time to open one connection, when many were opened together.

    `share` is the part of that time in which this process had a processor.
    """

    each_ms: float
    tls: bool
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class WaveTiming:
    """The instants (epoch milliseconds) of a wave: fired, and the end of its hold.

    `count` is the number of pings fired together, those of other waves included.
    """

    count: int
    fired: float
    hold_until: int


@dataclass(frozen=True, slots=True)
class ArrivalTiming:
    """Milliseconds that pings of a function took to arrive, measured with `of` pings.

    `trip`: from sent to arrived, for the fastest ping. `each`: from firing to the last arrival
    without `trip`, divided by the pings. `apart`: from the first arrival to the last, divided by
    the pings.
    """

    trip: float
    each: float
    apart: float
    of: int


@dataclass(frozen=True, slots=True)
class HoldTiming:
    """Knowledge about the waves of a function.

    `arrivals`: the last measurement, None before. `late`: waves since then that held too short.
    """

    arrivals: ArrivalTiming | None = None
    late: int = 0


def hold_ms(count: int, known: HoldTiming, connecting: ConnectTiming | None = None) -> int:
    """Return the milliseconds between firing a wave of `count` pings and the end of its hold."""
    arrivals = known.arrivals
    if arrivals is None or count > REACH * arrivals.of:
        hold = FIRST_HOLD_MS + _guessed_ms_per_ping(connecting) * count
    else:
        last = arrivals.trip + arrivals.each * count
        hold = last + max(SLACK_MS, arrivals.apart * count)
    return min(ceil(hold * (1 << min(known.late, MOST_DOUBLINGS))), LONGEST_HOLD_MS)


def preparation_ms(count: int, connecting: ConnectTiming | None) -> float:
    """Return the milliseconds to prepare a wave before it is fired. No container is held then.

    On a scarce processor a period of rest is added. After it, the process has its whole share.
    """
    each = SLOWEST_PREPARATION_MS
    if connecting is not None and connecting.tls:
        each = SHARE_TO_PREPARE * connecting.each_ms
    return each * count + (PERIOD_MS if _scarce(connecting) else 0)


def _guessed_ms_per_ping(connecting: ConnectTiming | None) -> float:
    if connecting is None:
        return FIRST_MS_PER_PING
    if connecting.tls:
        share = SHARE_OF_HANDSHAKE
        if _scarce(connecting):
            share = max(share * connecting.share / PROCESSOR_SHARE_OF_HANDSHAKE, SHARE_TO_SEND)
        guess = max(share * connecting.each_ms, FASTEST_MS_PER_PING)
    else:
        guess = max(SHARE_OF_PLAIN_CONNECT * connecting.each_ms, FASTEST_PLAIN_MS_PER_PING)
    return min(guess, SLOWEST_MS_PER_PING)


def _scarce(connecting: ConnectTiming | None) -> bool:
    return connecting is not None and connecting.share < SCARCE


def updated(known: HoldTiming, timing: WaveTiming, replies: Sequence[Reply]) -> HoldTiming:
    """Return the timing to use after a wave. A slower wave counts at once, a faster one in steps.

    Only a wave of warm containers that were all reached in time is measured. A ping that waited for
    a start may be handed another container after the hold, so that it looks late. So after cold
    pings nothing changes, and after late ones the next hold is longer, but nothing is learned.
    """
    if any(reply.answer and reply.answer.cold for reply in replies):
        return replace(known, late=0)
    if any(reply.late for reply in replies):
        return replace(known, late=known.late + 1)
    if (measured := _measured(timing, replies)) is None:
        return known
    before = known.arrivals
    if before is None or timing.count > REACH * before.of:
        return HoldTiming(measured)
    return HoldTiming(
        ArrivalTiming(
            trip=max(measured.trip, before.trip / NARROWING),
            each=max(measured.each, before.each / NARROWING),
            apart=max(measured.apart, before.apart / NARROWING),
            of=timing.count,
        )
    )


def _measured(timing: WaveTiming, replies: Sequence[Reply]) -> ArrivalTiming | None:
    """Measure one wave; None if no guard reports its hold."""
    held = [(r.sent, r.arrived) for r in replies if r.sent is not None and r.arrived is not None]
    if not held:
        return None
    arrivals = [arrived for _, arrived in held]
    trip = max(0.0, min(arrived - sent for sent, arrived in held))
    sent = max(reply.sent for reply in replies if reply.sent is not None)
    last = max(*arrivals, sent + trip) - timing.fired
    return ArrivalTiming(
        trip=trip,
        each=max(0.0, last - trip) / timing.count,
        apart=(max(arrivals) - min(arrivals)) / timing.count,
        of=timing.count,
    )
