"""How long a wave holds its containers: long enough for its last ping, by what was measured.

The last of `count` pings arrives after a fixed part (the way there) and a part for each ping (it
is signed, sent, and taken in after all before it). To that comes slack: as much again as arrivals
were apart. A ping that comes late is a container that was not reached; a hold too long is paid for
by every container.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from warmer.model import ConnectTiming, Reply, WaveTiming

# No guard holds longer.
LONGEST_HOLD_MS = 5_000
# The network alone spreads arrivals, however few the pings.
SLACK_MS = 8
# Of a wave this many times larger than the one measured, nothing is known.
REACH = 4
NARROWING = 3
# Before anything is measured: what the way there may take, and milliseconds a ping at the CPU of a
# small function.
FIRST_HOLD_MS = 45
FIRST_PACE = 1.5
SLOWEST_PACE = 5.0
# A share of what its connection took to open is the better guess, slow processors and all, and at
# least so much. Of a TLS handshake a ping takes a sixth, measured. Without one opening says little.
SHARE_OF_HANDSHAKE, FASTEST_PACE = 0.22, 0.15
SHARE_OF_OPENING, FASTEST_PLAIN_PACE = 0.6, 0.75
# To make a ping ready takes a fifteenth of one; twice that is left for it.
SHARE_TO_MAKE, SLOWEST_MAKING = 0.13, 0.5
# Linux takes a scarce processor away for the rest of each period in which our share is used up.
SCARCE, PERIOD_MS = 0.3, 100
# That made the handshakes slow, and not the service: on a whole one they are ours for so much of
# the time. A rested one sends like a whole one, and at least its share: a ping is a twentieth.
OURS_OF_HANDSHAKE, SHARE_TO_SEND = 0.6, 0.05


@dataclass(frozen=True, slots=True)
class ArrivalTiming:
    """How a function's pings arrived, in milliseconds, measured with `of` of them.

    `trip`: from sent to arrived, of the fastest. `each`: from the firing to the last arrival, the
    trip apart, for each ping. `apart`: from the first arrival to the last, for each.
    """

    trip: float
    each: float
    apart: float
    of: int


def hold_ms(count: int, pace: ArrivalTiming | None, opening: ConnectTiming | None = None) -> int:
    """How long after it is fired a wave of `count` pings is to be let go."""
    if pace is None or count > REACH * pace.of:
        return min(ceil(FIRST_HOLD_MS + _guess(opening) * count), LONGEST_HOLD_MS)
    last = pace.trip + pace.each * count
    return min(ceil(last + max(SLACK_MS, pace.apart * count)), LONGEST_HOLD_MS)


def ready_ms(count: int, opening: ConnectTiming | None) -> float:
    """How long before it is fired a wave is to be begun: its pings are made, no container is held.

    A scarce processor has a rest after that, and gives its whole share at once then.
    """
    each = SLOWEST_MAKING
    if opening is not None and opening.tls:
        each = SHARE_TO_MAKE * opening.each_ms
    return each * count + (PERIOD_MS if _scarce(opening) else 0)


def _guess(opening: ConnectTiming | None) -> float:
    """Milliseconds a ping."""
    if opening is None:
        return FIRST_PACE
    if opening.tls:
        share = SHARE_OF_HANDSHAKE
        if _scarce(opening):
            share = max(share * opening.share / OURS_OF_HANDSHAKE, SHARE_TO_SEND)
        guess = max(share * opening.each_ms, FASTEST_PACE)
    else:
        guess = max(SHARE_OF_OPENING * opening.each_ms, FASTEST_PLAIN_PACE)
    return min(guess, SLOWEST_PACE)


def _scarce(opening: ConnectTiming | None) -> bool:
    return opening is not None and opening.share < SCARCE


def learned(
    pace: ArrivalTiming | None, launch: WaveTiming, replies: Sequence[Reply]
) -> ArrivalTiming | None:
    """The pace to go by after a wave: widened at once, narrowed by at most two thirds.

    After a miss what was known before is forgotten.
    """
    measured = _measured(launch, replies)
    if measured is None:
        return pace
    if pace is None or launch.count > REACH * pace.of or any(reply.late for reply in replies):
        return measured
    return ArrivalTiming(
        trip=max(measured.trip, pace.trip / NARROWING),
        each=max(measured.each, pace.each / NARROWING),
        apart=max(measured.apart, pace.apart / NARROWING),
        of=launch.count,
    )


def _measured(launch: WaveTiming, replies: Sequence[Reply]) -> ArrivalTiming | None:
    """What one wave tells; None where no guard tells when it was reached.

    A container that had to start began to hold after that: an upper bound, for want of better. Of
    a ping that came too late only that is known: then twice the time given counts as taken.
    """
    given = launch.hold_until - launch.fired
    warm = [reply for reply in replies if reply.answer and not reply.answer.cold]
    held = [r for r in warm or replies if r.arrived is not None and r.sent is not None]
    arrivals = [reply.arrived for reply in held if reply.arrived is not None]
    if any(reply.late for reply in warm):
        arrivals.append(launch.fired + 2 * given)
    if not arrivals:
        return None
    trips = [r.arrived - r.sent for r in held if r.arrived is not None and r.sent is not None]
    trip = max(0.0, min(trips, default=0.0))
    sent = max((reply.sent for reply in replies if reply.sent is not None), default=launch.fired)
    last = max(*arrivals, sent + trip) - launch.fired
    return ArrivalTiming(
        trip=trip,
        each=max(0.0, last - trip) / launch.count,
        apart=(max(arrivals) - min(arrivals)) / launch.count,
        of=launch.count,
    )
