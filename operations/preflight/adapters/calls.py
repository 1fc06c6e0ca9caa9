"""Calls to AWS that return an outcome if they fail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from botocore.exceptions import ClientError

from kickoff.aws.errors import access_problem, translated
from kickoff.outcome import Code, Failure, Outcome

T = TypeVar("T")

Within = Callable[[str], AbstractContextManager[None]]
"""Raises a Failure for an error in its block; the argument names the action."""


def call(action: str, read: Callable[[], T], within: Within = translated) -> T | Outcome:
    """Return the result of `read`, or an outcome that names the action.

    `action` is the permission and the resource: `dynamodb:DescribeLimits of the account`.
    """
    try:
        with within(action):
            return read()
    except Failure as failure:
        if failure.__cause__ is None:
            return failure.outcome
        code = failure.outcome.code
        return Outcome(code, f"{action} {_reason(code, failure.__cause__)}")


def _reason(code: Code, cause: BaseException) -> str:
    if problem := access_problem(cause):
        return f"failed: {problem}"
    match code, cause:
        case Code.NOT_FOUND, _:
            return "found nothing of that name"
        case Code.DENIED, ClientError() as error:
            return f"is denied ({error.response['Error'].get('Code')})"
        case _:
            return f"failed: {cause}"
