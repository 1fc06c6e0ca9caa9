"""Functions that pings cannot warm, and functions without their guard."""

import sys
from collections.abc import Iterator
from dataclasses import replace

from kickoff.outcome import Outcome
from kickoff.timeline import Key
from operations.preflight.facts import AccountFacts
from operations.preflight.finding import Finding, FindingCode
from operations.preflight.period import CheckPeriod
from warmer.model import PingCode
from warmer.plan.concurrency import NONE_PROVISIONED
from warmer.plan.permits import ConcurrencyPool, permitted
from warmer.plan.schedule import desired

_CODES = {
    PingCode.SKIPPED: FindingCode.CONTRADICTION,
    PingCode.NOT_READY: FindingCode.NOT_READY,
    PingCode.PROVISIONING_FAILED: FindingCode.PROVISIONING_FAILED,
}
# Limits have a check of their own.
_ENOUGH = ConcurrencyPool("no limit", sys.maxsize, 0)


def check(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report functions that pings cannot warm, need not, or have to because provisioning failed.

    The highest level of the period counts: provisioned concurrency below it has a use for pings. An
    Inactive function is no problem: the first ping of its window wakes it.
    """
    for _, warming in desired(period.calendar, period.now):
        function = facts.functions.get(warming.function)
        if function is None or isinstance(function.state, Outcome):
            continue
        if function.state.state == "Inactive":
            continue
        target = period.calendar.targets[warming.target]
        # Provisioned concurrency in the calendar itself is intended.
        state = function.state
        if "provisioned" in target.capacities():
            state = replace(state, provisioned=NONE_PROVISIONED)
        steps = period.steps[Key(warming.target, "warm")]
        most = max(step.level.value for step in steps)
        permit = permitted(replace(warming, count=most), state, None, most, _ENOUGH)
        if permit.code is None:
            continue
        problem, _, advice = permit.reason.partition(": ")
        yield _finding(period, warming.target, _CODES[permit.code], problem, advice)


def check_guards(period: CheckPeriod, facts: AccountFacts) -> Iterator[Finding]:
    """Report functions without their guard: pings reach business code and prove nothing."""
    for _, warming in desired(period.calendar, period.now):
        if facts.guard_answers.get(warming.function) is False:
            yield _finding(
                period,
                warming.target,
                FindingCode.UNGUARDED,
                f"pings of {warming.function.label} reach its own code: the guard "
                f"{warming.ping_format.guard} answered none",
                "add the layer AnyGuard, which needs no change of code, or wrap the handler in its "
                "guard, or name the guard it has (docs/guards.md)",
            )


def _finding(
    period: CheckPeriod, target: str, code: FindingCode, problem: str, advice: str
) -> Finding:
    due, fixtures = period.first_use([target]), period.affected([target])
    return Finding(code, target, problem, advice, due, fixtures)
