"""Functions that pings will not warm, or that cannot be invoked."""

from collections.abc import Iterator
from dataclasses import replace

from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding
from operations.preflight.horizon import Horizon
from prescaler.model import Outcome
from warmer.model import PingCode as Judged
from warmer.plan.permits import permitted
from warmer.plan.schedule import desired

_CODES = {Judged.SKIPPED: Code.CONTRADICTION, Judged.NOT_READY: Code.NOT_READY}


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """As the warmer will judge them: provisioned, managed, Pending, Failed.

    One that is Inactive is woken by the first ping of its window: nothing is left to do.
    """
    for _, warming in desired(horizon.calendar, horizon.now):
        about = facts.functions.get(warming.function)
        if about is None or isinstance(about.state, Outcome) or about.state.state == "Inactive":
            continue
        target = horizon.calendar.targets[warming.target]
        # What the calendar itself provisions, it means.
        foreign = about.provisioned > 0 and "provisioned" not in target.capacities()
        state = replace(about.state, provisioned=foreign)
        refusal = permitted(warming, state, None, warming.count, "")
        if refusal.code is None:
            continue
        what, _, advice = refusal.reason.partition(": ")
        yield Finding(
            _CODES[refusal.code],
            warming.target,
            what,
            advice,
            horizon.wanted([warming.target]),
            horizon.concerned([warming.target]),
        )
