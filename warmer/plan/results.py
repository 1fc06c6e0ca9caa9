"""What the replies of a function's waves mean: counts, and a verdict in words."""

from collections import Counter
from collections.abc import Sequence

from warmer.model import GuardAnswer, Outcome, PingCode, Reply, WaveReport

# A container that served a live request so lately is one that live traffic keeps in use.
JUST_SERVED_MS = 1_000


def tally(
    requested: int, *waves: Sequence[Reply], retried: int = 0, shared: bool = False
) -> WaveReport:
    """Count what came of all waves of one function; spread and hold are the last wave's.

    `shared`: others ping the function at the same instant. Then one that was reached after it, or
    does not say how long it held, may have answered another already, and proves nothing.
    """
    replies = [reply for wave in waves for reply in wave]
    codes = Counter(reply.code for reply in replies)
    named = [reply.answer for reply in replies if reply.answer]
    answers = [answer for answer in named if not (shared and answer.held_ms is None)]
    logs = [reply.log for reply in replies if reply.log and not _tells(reply)]
    sent = [reply.sent for reply in replies if reply.sent is not None]
    inferred = bool(codes[PingCode.OK]) and not answers
    return WaveReport(
        requested=requested,
        waves=len(waves),
        retried=retried,
        sent=len(sent),
        answered=codes.pop(PingCode.OK, 0),
        distinct=_overlap(replies) if inferred else len(_containers(replies, shared=shared)),
        in_use=len({a.container for a in answers if _just_served(a)}),
        inferred=inferred,
        cold=sum(answer.cold for answer in answers) + sum(log.cold for log in logs),
        logged=len(logs),
        throttled=dict(Counter(r.detail for r in replies if r.code is PingCode.THROTTLED)),
        function_errors=codes.pop(PingCode.FUNCTION_ERROR, 0)
        + codes.pop(PingCode.FUNCTION_TIMEOUT, 0),
        timeouts=codes.pop(PingCode.TIMEOUT, 0),
        unknown=codes.pop(PingCode.UNKNOWN, 0),
        errors={code: count for code, count in codes.items() if code is not PingCode.THROTTLED},
        spread_ms=_spread(waves[-1]),
        hold_ms=_mean_held(waves[-1]),
    )


def verdict(report: WaveReport, replies: Sequence[Reply]) -> Outcome:
    """Say what came of a wave: the code of its most frequent failure where it falls short."""
    found = f"{report.distinct} of {report.requested} containers"
    if report.inferred:
        found = f"at most {found}, by pings in flight at once: no answer names its container"
        if report.logged:
            found += f"; {report.cold} new, by {report.logged} logs"
    elif report.distinct >= report.requested:
        return Outcome(PingCode.OK, f"{found}, {report.cold} of them new")
    failed = [reply for reply in replies if reply.code is not PingCode.OK]
    if not failed:
        return Outcome(PingCode.UNGUARDED if report.inferred else PingCode.SHORTFALL, found)
    [(code, _)] = Counter(reply.code for reply in failed).most_common(1)
    words = Counter(f"{reply.code}: {reply.detail}" for reply in failed).most_common(3)
    told = ", ".join(f"{count} {each}" for each, count in words)
    return Outcome(code, f"{found}; {told}")


def _tells(reply: Reply) -> bool:
    """Whether a guard says if its container was new."""
    return reply.answer is not None and reply.answer.first is not None


def _just_served(answer: GuardAnswer) -> bool:
    return answer.idle_ms is not None and answer.idle_ms <= JUST_SERVED_MS


def _containers(replies: Sequence[Reply], *, shared: bool) -> set[str]:
    counted = [reply for reply in replies if not (shared and reply.late)]
    return {reply.answer.container for reply in counted if reply.answer}


def _overlap(replies: Sequence[Reply]) -> int:
    """The most pings in flight at once, of those the function answered."""
    edges: list[tuple[float, int]] = []
    for reply in replies:
        if reply.code is PingCode.OK and reply.sent is not None and reply.answered is not None:
            edges += [(reply.sent, 1), (reply.answered, -1)]
    most = flying = 0
    for _, change in sorted(edges):
        flying += change
        most = max(most, flying)
    return most


def _spread(wave: Sequence[Reply]) -> int:
    sent = [reply.sent for reply in wave if reply.sent is not None]
    arrived = [reply.arrived for reply in wave if reply.arrived is not None]
    instants = arrived if 2 * len(arrived) >= len(sent) else sent
    return round(max(instants) - min(instants)) if instants else 0


def _mean_held(wave: Sequence[Reply]) -> int:
    answers = [reply.answer for reply in wave if reply.answer]
    held = [answer.held_ms for answer in answers if answer.held_ms is not None]
    return round(sum(held) / len(held)) if held else 0
