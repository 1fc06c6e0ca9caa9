"""What came of a question to AWS: the answer, or the outcome that says why there is none."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from botocore.exceptions import ClientError

from kickoff.aws.errors import translated
from prescaler.model import Code, Failure, Outcome

T = TypeVar("T")


Within = Callable[[str], AbstractContextManager[None]]
"""Turns what goes wrong inside into a Failure; is told what is being done."""


def asked(permission: str, question: Callable[[], T], within: Within = translated) -> T | Outcome:
    """`permission` names it and the resource: `dynamodb:DescribeLimits of the account`."""
    try:
        with within(permission):
            return question()
    except Failure as failure:
        if failure.__cause__ is None:
            return failure.outcome
        code = failure.outcome.code
        return Outcome(code, f"{permission} {_why(code, failure.__cause__)}")


def _why(code: Code, cause: BaseException) -> str:
    match code, cause:
        case Code.NOT_FOUND, _:
            return "found nothing of that name"
        case Code.DENIED, ClientError() as error:
            return f"is denied ({error.response['Error'].get('Code')})"
        case _:
            return f"failed: {cause}"
