"""The one translator of botocore errors: their names in, our codes out."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as NoConnectionError

from kickoff.aws.error_codes import ADVICE, FORBIDDEN, code_for
from kickoff.outcome import Code, Failure, Outcome

AWS_ERRORS = (ClientError, BotoCoreError)


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Raise a Failure for each botocore error of the block.

    `action` names the permission and the resource: `cloudwatch:GetMetricData of prices`.
    """
    try:
        yield
    except AWS_ERRORS as error:
        code = code_of(error)
        raise Failure(Outcome(code, f"{action}: {ADVICE[code]} ({error})")) from error


def code_of(error: BaseException) -> Code:
    """Return our code for an error of botocore; FAILED for an unknown one."""
    match error:
        case ClientError():
            return code_for(error_name(error), error.response["Error"].get("Message", ""))
        case HTTPClientError() | NoConnectionError():
            return Code.UNREACHABLE
        case NoCredentialsError() | PartialCredentialsError():
            return Code.DENIED
        case NoRegionError():
            return Code.INVALID
        case _:
            return Code.FAILED


def error_name(error: BaseException) -> str:
    """Return the name that AWS gave an error, such as `ThrottlingException`; empty without one."""
    return error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""


def is_forbidden(error: BaseException) -> bool:
    """True if IAM refused this call; False for a refused AssumeRole before it."""
    if isinstance(error, ClientError) and error.operation_name == "AssumeRole":
        return False
    return error_name(error) in FORBIDDEN
