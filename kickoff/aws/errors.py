"""The one translator of botocore errors: their names in, our codes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    CredentialRetrievalError,
    HTTPClientError,
    LoginError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from kickoff.aws.error_codes import ADVICE, EXPIRED, FORBIDDEN, REJECTED, code_for
from kickoff.outcome import Code, Failure, Outcome

# An answer that is not AWS's, such as the page of a proxy, is a ResponseParserError.
AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)
NO_REGION = (
    "no AWS region is configured: set AWS_DEFAULT_REGION, such as eu-west-1, or the region of your "
    "profile"
)
NO_CREDENTIALS = (
    "no AWS credentials are found: log in (aws sso login), set AWS_PROFILE, or run aws configure"
)
_EXPIRED = "the AWS credentials have expired: log in again (aws sso login), or renew them"
_REJECTED = (
    "AWS does not know the credentials: check AWS_PROFILE, AWS_ACCESS_KEY_ID with its secret, and "
    "the clock of this machine"
)


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Raise a Failure for each botocore error of the block.

    `action` names the permission and the resource: `cloudwatch:GetMetricData of prices`.
    """
    try:
        yield
    except AWS_ERRORS as error:
        code = code_of(error)
        advice = access_problem(error) or f"{ADVICE[code]} ({error})"
        raise Failure(Outcome(code, f"{action}: {advice}")) from error


def access_problem(error: BaseException) -> str | None:
    """Return the sentence for an error of region or credentials, with its remedy.

    None for any other error, and for credentials of an assumed role, which are a target's.
    """
    if isinstance(error, ClientError) and error.operation_name != "AssumeRole":
        name = error_name(error)
        return _EXPIRED if name in EXPIRED else _REJECTED if name in REJECTED else None
    return next((say(error) for kinds, say in _LOCAL if isinstance(error, kinds)), None)


# Errors before any call, and their sentences.
_LOCAL: tuple[tuple[tuple[type[BotoCoreError], ...], Callable[[BaseException], str]], ...] = (
    ((NoRegionError,), lambda _: NO_REGION),
    ((NoCredentialsError, PartialCredentialsError), lambda _: NO_CREDENTIALS),
    ((ProfileNotFound,), lambda e: f"{e}: set AWS_PROFILE to one of your profiles, or unset it"),
    ((ConfigParseError,), lambda e: f"{e}: correct that file"),
    ((SSOError, TokenRetrievalError, LoginError), lambda e: f"{_EXPIRED} ({e})"),
    ((CredentialRetrievalError,), lambda e: f"{e}: log in again, or correct the profile"),
)


def code_of(error: BaseException) -> Code:
    """Return our code for an error of botocore; FAILED for an unknown one."""
    match error:
        case ClientError():
            return code_for(error_name(error), error.response["Error"].get("Message", ""))
        case HTTPClientError() | NoConnectionError() | ResponseParserError():
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
