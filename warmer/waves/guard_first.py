"""Asks an unproven guard by one ping, before a function gets all of them.

A ping is an ordinary event to a handler without a guard: it runs business code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from warmer.model import FunctionRef, Permit, PingCode, WarmingResult
from warmer.plan.results import result_of

Send = Callable[[Sequence[Permit]], Sequence[WarmingResult]]


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """Answers to first pings, and results of permits that get no more pings, by their number."""

    answers: Sequence[tuple[int, WarmingResult]]
    stopped: Mapping[int, WarmingResult]

    def results(self, later: Iterable[WarmingResult], count: int) -> list[WarmingResult]:
        """Return the results of `count` permits: `later` has those that were not stopped.

        A container that a first ping started is new in its result too.
        """
        sent = iter(later)
        found = [
            self.stopped[number] if number in self.stopped else next(sent)
            for number in range(count)
        ]
        for number, answer in self.answers:
            if number not in self.stopped:
                report = found[number].report
                report = replace(report, cold=report.cold + answer.report.cold)
                found[number] = replace(found[number], report=report)
        return found


def ask_guards(
    permits: Sequence[Permit], unproven: Mapping[int, Sequence[FunctionRef]], send: Send
) -> FirstAnswers:
    """Send one ping to each unproven version of a permit.

    A permit of a single ping is not asked first: it is its own first ping.
    """
    asked = [
        (number, replace(permits[number], warming=warming, pings=1, code=None, reason=""))
        for number, functions in unproven.items()
        if permits[number].pings > 1
        for warming in (replace(permits[number].warming, function=each) for each in functions)
    ]
    results = send([first for _, first in asked]) if asked else ()
    answers = [
        (number, replace(result, permit=permits[number]))
        for (number, _), result in zip(asked, results, strict=True)
    ]
    stopped: dict[int, WarmingResult] = {}
    for (_, first), (number, answer) in zip(asked, answers, strict=True):
        by_number = first.warming.function != answer.warming.function
        if not _goes_on(answer, by_number=by_number):
            stopped[number] = _stopped(answer)
    return FirstAnswers(answers, stopped)


def _goes_on(answer: WarmingResult, *, by_number: bool) -> bool:
    """Return whether the guard answered, or a version may not be pinged by its number."""
    if by_number and answer.code is PingCode.DENIED:
        return True
    return answer.report.answered > 0 and not answer.report.inferred


def _stopped(answer: WarmingResult) -> WarmingResult:
    permit = answer.permit
    if not answer.report.answered:
        reason = f"{answer.reason}; one ping of {permit.pings} was sent: its guard has to answer it"
        return result_of(permit, answer.report, answer.code, reason)
    reason = (
        f"its handler answered a ping without a guard, so one ping of {permit.pings} was sent: "
        "install the guard (docs/guards.md), or name the guard or payload it has in the calendar"
    )
    return result_of(permit, answer.report, PingCode.UNGUARDED, reason)
