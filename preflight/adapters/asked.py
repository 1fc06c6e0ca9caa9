"""What came of a question to AWS: the answer, or the outcome that says why there is none."""

from collections.abc import Callable
from typing import TypeVar

from prescaler.adapters.failures import translated
from prescaler.model import Failure, Outcome

T = TypeVar("T")


def asked(permission: str, question: Callable[[], T]) -> T | Outcome:
    """`permission` names it and the resource: `dynamodb:DescribeLimits in eu-west-1`."""
    try:
        with translated(permission):
            return question()
    except Failure as failure:
        return failure.outcome
