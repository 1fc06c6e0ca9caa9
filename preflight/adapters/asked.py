"""What came of a question to AWS: the answer, or the outcome that says why there is none."""

from collections.abc import Callable
from typing import TypeVar

from prescaler.adapters.failures import translated
from prescaler.model import Code, Failure, Outcome

T = TypeVar("T")


def asked(permission: str, question: Callable[[], T]) -> T | Outcome:
    """`permission` names it and the resource: `dynamodb:DescribeLimits of the account`."""
    try:
        with translated(permission):
            return question()
    except Failure as failure:
        code = failure.outcome.code
        return Outcome(code, f"{permission} {_WHY.get(code, f'failed: {failure.__cause__}')}")


_WHY = {
    Code.NOT_FOUND: "found nothing of that name",
    Code.DENIED: "is denied",
    Code.THROTTLED: "is throttled",
    Code.UNREACHABLE: "was not answered",
}
