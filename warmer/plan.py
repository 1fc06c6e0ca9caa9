"""Decides: what is due, how long a wave holds its containers, and what its replies mean."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from kickoff.config import Calendar, FunctionTarget
from kickoff.timeline import Key
from warmer.model import Answer, Code, Function, Launch, Outcome, Ping, Reply, Warming, WaveReport

# Lambda allows 1,024 file descriptors a container; each ping in flight has one.
MOST_PINGS = 800

# Milliseconds a ping takes to sign and send at the CPU of a small function, until it is measured.
FIRST_PACE = 1.5
# Times what was measured, for what varies from wave to wave: a ping that comes late is a container
# that was not reached.
MARGIN = 2.0
# The network alone spreads arrivals, however few the pings; by how much is not known at first.
FIRST_HOLD_MS = 100
SHORTEST_HOLD_MS = 30
# No guard holds longer.
LONGEST_HOLD_MS = 5_000


def due(calendar: Calendar, at: datetime) -> Iterator[Warming]:
    """The functions to warm at an instant, in the order of the calendar."""
    levels = calendar.levels(at)
    for name, target in calendar.targets.items():
        if not isinstance(target, FunctionTarget) or target.warm is None:
            continue
        level = levels[Key(name, "warm")]
        if level.value and target.warm.every.due(at, calendar.zone):
            function = Function(target.function, target.qualifier, target.place)
            because = tuple(fixture.name for fixture in level.because)
            yield Warming(name, function, level.value, because)


def hold_ms(count: int, pace: float | None) -> int:
    """How long after its payloads are made a wave of `count` pings is to be let go.

    `pace` is milliseconds a ping, from the payloads made to the last ping arrived; None before
    it is known.
    """
    shortest = SHORTEST_HOLD_MS
    if pace is None:
        pace, shortest = FIRST_PACE, FIRST_HOLD_MS
    return min(max(round(MARGIN * pace * count), shortest), LONGEST_HOLD_MS)


def learned(pace: float | None, launch: Launch, replies: Sequence[Reply]) -> float | None:
    """The pace to go by after a wave: widened at once, narrowed by at most half.

    A warm container that held for no time was reached too late: then the time given counts as
    taken, and the next hold is MARGIN times this one. A container that had to start says nothing,
    for its ping waited for the start.
    """
    given = launch.hold_until - launch.made
    held = [reply.answer.held_ms for reply in replies if reply.answer and not reply.answer.cold]
    taken = [reply.sent - launch.made for reply in replies if reply.sent is not None]
    if held:
        taken.append(given - min(held))
    if not taken:
        return pace
    measured = max(taken) / launch.count
    return measured if pace is None else max(measured, pace / 2)


def payload(ping: Ping) -> bytes:
    """A ping in the words guards understand."""
    words = {
        "ping": ping.wave,
        "index": ping.index,
        "of": ping.of,
        "hold_until": ping.hold_until,
    }
    return json.dumps({"kickoff": words}, separators=(",", ":")).encode()


def tally(requested: int, replies: Sequence[Reply]) -> WaveReport:
    """Count what came of a wave."""
    codes = Counter(reply.code for reply in replies)
    answers = [reply.answer for reply in replies if reply.answer]
    sent = [reply.sent for reply in replies if reply.sent is not None]
    inferred = bool(codes[Code.OK]) and not answers
    return WaveReport(
        requested=requested,
        sent=len(sent),
        answered=codes.pop(Code.OK, 0),
        distinct=_overlap(replies) if inferred else len({answer.container for answer in answers}),
        inferred=inferred,
        cold=sum(answer.cold for answer in answers),
        throttled=dict(Counter(r.detail for r in replies if r.code is Code.THROTTLED)),
        function_errors=codes.pop(Code.FUNCTION_ERROR, 0),
        timeouts=codes.pop(Code.TIMEOUT, 0),
        unknown=codes.pop(Code.UNKNOWN, 0),
        errors={code: count for code, count in codes.items() if code is not Code.THROTTLED},
        spread_ms=round(max(sent) - min(sent)) if sent else 0,
        hold_ms=round(_mean_held(answers)),
    )


def verdict(report: WaveReport, replies: Sequence[Reply]) -> Outcome:
    """Say what came of a wave: the code of its most frequent failure where it falls short."""
    found = f"{report.distinct} of {report.requested} containers"
    if report.inferred:
        found = f"at most {found}, by pings in flight at once: no guard answered"
    elif report.distinct >= report.requested:
        return Outcome(Code.OK, f"{found}, {report.cold} of them new")
    failed = [reply for reply in replies if reply.code is not Code.OK]
    if not failed:
        return Outcome(Code.UNGUARDED if report.inferred else Code.SHORTFALL, found)
    [(code, _)] = Counter(reply.code for reply in failed).most_common(1)
    words = Counter(f"{reply.code}: {reply.detail}" for reply in failed).most_common(3)
    told = ", ".join(f"{count} {each}" for each, count in words)
    return Outcome(code, f"{found}; {told}")


def _overlap(replies: Sequence[Reply]) -> int:
    """The most pings in flight at once, of those the function answered."""
    edges: list[tuple[float, int]] = []
    for reply in replies:
        if reply.code is Code.OK and reply.sent is not None and reply.answered is not None:
            edges += [(reply.sent, 1), (reply.answered, -1)]
    most = flying = 0
    for _, change in sorted(edges):
        flying += change
        most = max(most, flying)
    return most


def _mean_held(answers: Sequence[Answer]) -> float:
    return sum(answer.held_ms for answer in answers) / len(answers) if answers else 0
