"""What came of a question to AWS: the answer, or the outcome that says why there is none."""

from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import ClientError

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
        return Outcome(code, f"{permission} {_why(code, failure.__cause__)}")


def _why(code: Code, cause: BaseException | None) -> str:
    match code, cause:
        case Code.NOT_FOUND, _:
            return "found nothing of that name"
        case Code.DENIED, ClientError() as error:
            return f"is denied ({error.response['Error'].get('Code')})"
        case _:
            return f"failed: {cause}"
