"""Turns the replies of a function's waves into a report and a result."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from warmer.model import Permit, PingCode, Reply, WarmingResult, WaveReport

# A container counts as used by live traffic if its last live request ended at most this long ago.
JUST_SERVED_MS = 1_000

_GOOD_CODES = frozenset({PingCode.OK, PingCode.SHORTFALL, PingCode.UNGUARDED})
# Nothing is expected of this process: a shortfall would be wrong, or is counted by another warmer.
_NOT_REQUESTED = frozenset({PingCode.SKIPPED, PingCode.CLAIMED})


def warming_result(
    permit: Permit, waves: Sequence[Sequence[Reply]], *, shared: bool = False
) -> WarmingResult:
    """Return the result of a permit from the replies of its waves; see `count_replies`."""
    if not waves:
        return _nothing_sent(permit)
    report = count_replies(permit.pings, *waves, shared=shared)
    replies = [reply for wave in waves for reply in wave]
    code, reason = summarize(report, replies)
    return result_of(permit, report, code, reason + _failed_primes(replies))


def result_of(permit: Permit, report: WaveReport, code: PingCode, reason: str) -> WarmingResult:
    """Measure a report by the whole level of its warming, and add the reasons of the permit."""
    busy = permit.busy.count if permit.busy else 0
    report = replace(report, requested=permit.warming.count, busy=busy)
    if permit.busy:
        reason += f"; {busy} more busy with live requests, inferred from {permit.busy.source}"
    if permit.code:
        code = permit.code if code in _GOOD_CODES else code
        reason += f"; {permit.reason}"
    return WarmingResult(permit, report, code, reason)


def _nothing_sent(permit: Permit) -> WarmingResult:
    code = permit.code or PingCode.OK
    requested = 0 if code in _NOT_REQUESTED else permit.warming.count
    busy = min(permit.busy.count, requested) if permit.busy else 0
    report = WaveReport(requested, waves=0, busy=busy)
    return WarmingResult(permit, report, code, permit.reason or "nothing to do")


def count_replies(requested: int, *waves: Sequence[Reply], shared: bool = False) -> WaveReport:
    """Count the replies of all waves of one function. Spread and hold are those of the last wave.

    `shared` means that other shards ping the function at the same instant. A container that was
    reached late, or that does not report its hold, may then have answered another shard already. It
    is not counted.
    """
    replies = [reply for wave in waves for reply in wave]
    codes = Counter(reply.code for reply in replies)
    named = [reply.answer for reply in replies if reply.answer]
    answers = [answer for answer in named if not (shared and answer.held_ms is None)]
    served = [a for a in answers if a.idle_ms is not None and a.idle_ms <= JUST_SERVED_MS]
    logs = [reply.log for reply in replies if reply.log and not _guard_reports_start(reply)]
    inferred = bool(codes[PingCode.OK]) and not answers
    counted = _counted(replies, shared=shared)
    return WaveReport(
        requested=requested,
        waves=len(waves),
        retried=sum(reply.retries for reply in replies),
        sent=sum(reply.sent is not None for reply in replies),
        answered=codes.pop(PingCode.OK, 0),
        distinct=_most_in_flight(replies) if inferred else len(counted),
        in_use=len({answer.container for answer in served}),
        inferred=inferred,
        provisioned=sum(bool(r.answer and r.answer.provisioned) for r in counted.values()),
        versions=_versions(replies if inferred else counted.values()),
        cold=sum(answer.cold for answer in answers) + sum(log.cold for log in logs),
        logged=len(logs),
        throttled=dict(Counter(r.detail for r in replies if r.code is PingCode.THROTTLED)),
        function_errors=codes.pop(PingCode.FUNCTION_ERROR, 0)
        + codes.pop(PingCode.FUNCTION_TIMEOUT, 0),
        timeouts=codes.pop(PingCode.TIMEOUT, 0),
        unknown=codes.pop(PingCode.UNKNOWN, 0),
        errors={code: count for code, count in codes.items() if code is not PingCode.THROTTLED},
        spread_ms=_spread(waves[-1]),
        hold_ms=_mean_hold(waves[-1]),
    )


def summarize(report: WaveReport, replies: Sequence[Reply]) -> tuple[PingCode, str]:
    """Return code and reason of a report; if it falls short, its most frequent failure."""
    found = f"{report.distinct} of {report.requested} containers{_of_versions(report)}"
    if report.inferred:
        found = f"at most {found}, by pings in flight at once: no answer names its container"
        if report.logged:
            found += f"; {report.cold} new, by {report.logged} logs"
    elif report.distinct >= report.requested:
        found += f", {report.cold} of them new"
        return PingCode.OK, found + _of_provisioned(report)
    failed = [reply for reply in replies if reply.code is not PingCode.OK]
    if not failed:
        return PingCode.UNGUARDED if report.inferred else PingCode.SHORTFALL, found
    [(code, _)] = Counter(reply.code for reply in failed).most_common(1)
    reasons = Counter(f"{reply.code}: {reply.detail}" for reply in failed).most_common(3)
    return code, f"{found}; " + ", ".join(f"{count} {reason}" for reason, count in reasons)


def _failed_primes(replies: Sequence[Reply]) -> str:
    errors = Counter(
        reply.answer.prime_error for reply in replies if reply.answer and reply.answer.prime_error
    )
    if not errors:
        return ""
    [(error, _)] = errors.most_common(1)
    return f"; prime failed in {errors.total()} containers, most often: {error}"


def _guard_reports_start(reply: Reply) -> bool:
    return reply.answer is not None and reply.answer.first is not None


def _counted(replies: Sequence[Reply], *, shared: bool) -> dict[str, Reply]:
    """Return one reply of each container that counts."""
    counted = [reply for reply in replies if not (shared and reply.late)]
    return {reply.answer.container: reply for reply in counted if reply.answer}


def _versions(replies: Iterable[Reply]) -> dict[str, int]:
    ran = (reply.version for reply in replies if reply.code is PingCode.OK and reply.version)
    return dict(sorted(Counter(ran).items()))


def _of_versions(report: WaveReport) -> str:
    """Name the version whose containers are counted, or two with their shares."""
    if len(report.versions) > 1:
        shares = (f"{count} of version {name}" for name, count in report.versions.items())
        return f" ({', '.join(shares)})"
    return "".join(f" of version {name}" for name in report.versions)


def _of_provisioned(report: WaveReport) -> str:
    return f", {report.provisioned} of them provisioned" if report.provisioned else ""


def _most_in_flight(replies: Sequence[Reply]) -> int:
    """Return the most answered pings that were in flight at the same time."""
    changes: list[tuple[float, int]] = []
    for reply in replies:
        if reply.code is PingCode.OK and reply.sent is not None and reply.answered is not None:
            changes += [(reply.sent, 1), (reply.answered, -1)]
    most = in_flight = 0
    for _, change in sorted(changes):
        in_flight += change
        most = max(most, in_flight)
    return most


def _spread(wave: Sequence[Reply]) -> int:
    sent = [reply.sent for reply in wave if reply.sent is not None]
    arrived = [reply.arrived for reply in wave if reply.arrived is not None]
    instants = arrived if 2 * len(arrived) >= len(sent) else sent
    return round(max(instants) - min(instants)) if instants else 0


def _mean_hold(wave: Sequence[Reply]) -> int:
    answers = [reply.answer for reply in wave if reply.answer]
    held = [answer.held_ms for answer in answers if answer.held_ms is not None]
    return round(sum(held) / len(held)) if held else 0
