"""What is not there, and what could not be read: neither hides what could."""

from collections.abc import Iterator

from kickoff.calendar import FunctionTarget
from operations.preflight.facts import Account, Facts
from operations.preflight.finding import Code, Finding
from operations.preflight.grouped import grouped
from operations.preflight.horizon import Horizon
from prescaler.model import Code as Failed
from prescaler.model import Outcome
from warmer.model import FunctionRef

_CODES = {Failed.NOT_FOUND: Code.NOT_FOUND, Failed.INVALID: Code.CONTRADICTION}
_NO_FAILURE = frozenset({Failed.NOT_AUTOSCALED})


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """One finding for all that is refused of one permission, and for each thing not there.

    What could not be read hurts nobody before the first raise.
    """
    for alike in grouped(_outcomes(horizon, facts), lambda failed: _kind(failed[1])).values():
        targets = list(dict.fromkeys(name for name, _ in alike))
        outcome, messages = alike[0][1], {each.message for _, each in alike}
        more = f" ({len(messages) - 1} more like it)" if len(messages) > 1 else ""
        yield Finding(
            _CODES.get(outcome.code, Code.UNREAD),
            targets[0] if len(targets) == 1 else f"{len(targets)} targets",
            outcome.message + more,
            _advice(outcome),
            horizon.wanted(targets) if outcome.code in _CODES else horizon.first_raise(targets),
            horizon.concerned(targets),
        )


def _kind(outcome: Outcome) -> object:
    """What could not be read goes together by its permission, which its message begins with."""
    return outcome if outcome.code in _CODES else (outcome.code, outcome.message.split()[0])


_MISSING = "create it, or correct the target's name, region, role_arn or qualifier"
_DENIED = "allow it to whoever checks (docs/checking.md): until then nothing is known of this"
_AGAIN = "check again: until then nothing is known of this"


def _advice(outcome: Outcome) -> str:
    match outcome.code:
        case Failed.NOT_FOUND:
            return _MISSING
        case Failed.INVALID:
            return "correct the target in the calendar"
        case Failed.DENIED:
            return _DENIED
        case _:
            return _AGAIN


def _outcomes(horizon: Horizon, facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """Every failed read, with each target that it concerns."""
    for dimension, observed in facts.observed.items():
        for read in (observed.capacity, observed.limits):
            if isinstance(read, Outcome) and read.code not in _NO_FAILURE:
                yield dimension.key.target, read
    targets = horizon.calendar.targets
    for name, target in targets.items():
        account = facts.accounts.get(facts.sites[target.place], Account())
        of_target: tuple[object, ...] = (account.quotas, account.used)
        if isinstance(target, FunctionTarget):
            function = FunctionRef(target.function, target.qualifier, target.place)
            of_target = (account.unreserved, *_of_function(facts, function))
        yield from ((name, read) for read in of_target if isinstance(read, Outcome))
    for outcome in facts.permissions.unread:
        yield from ((name, outcome) for name in targets)


def _of_function(facts: Facts, function: FunctionRef) -> tuple[object, ...]:
    about, guarded = facts.functions.get(function), facts.guarded.get(function)
    return (about.state, about.reserved, guarded) if about else (guarded,)
