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

from kickoff.outcome import Code, Failure, Outcome

AWS_ERRORS = (ClientError, BotoCoreError)

# IAM refused the call itself. S3 answers HEAD and conditional reads with the bare status.
_FORBIDDEN = frozenset(("403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"))
_CODES = {
    **dict.fromkeys(_FORBIDDEN, Code.DENIED),
    "ExpiredTokenException": Code.DENIED,
    "FailedResourceAccessException": Code.DENIED,
    "IncompleteSignature": Code.DENIED,
    "InvalidClientTokenId": Code.DENIED,
    "InvalidSignatureException": Code.DENIED,
    "MissingAuthenticationTokenException": Code.DENIED,
    "UnrecognizedClientException": Code.DENIED,
    "ProvisionedThroughputExceededException": Code.THROTTLED,
    "RequestLimitExceeded": Code.THROTTLED,
    "Throttling": Code.THROTTLED,
    "ThrottlingException": Code.THROTTLED,
    "TooManyRequestsException": Code.THROTTLED,
    "404": Code.NOT_FOUND,
    "NoSuchBucket": Code.NOT_FOUND,
    "NoSuchKey": Code.NOT_FOUND,
    "ObjectNotFoundException": Code.NOT_FOUND,
    "ParameterNotFound": Code.NOT_FOUND,
    "ParameterVersionNotFound": Code.NOT_FOUND,
    "ProvisionedConcurrencyConfigNotFoundException": Code.NOT_FOUND,
    "ResourceNotFoundException": Code.NOT_FOUND,
    "ConditionalCheckFailedException": Code.CONFLICT,
    "ConcurrentUpdateException": Code.BUSY,
    "ResourceConflictException": Code.BUSY,
    "ResourceInUseException": Code.BUSY,
    "LimitExceededException": Code.QUOTA,
    "ServiceQuotaExceededException": Code.QUOTA,
    "ValidationException": Code.INVALID,
}
_ADVICE = {
    Code.DENIED: "allow it in the role that the prescaler or the target's role_arn names",
    Code.THROTTLED: "AWS refused it for now; the next tick tries again",
    Code.NOT_FOUND: "check name, region and role_arn of the target",
    Code.CONFLICT: "another prescaler changed it meanwhile; the next tick reads it again",
    Code.BUSY: "another change is in progress; the next tick tries again",
    Code.QUOTA: "a quota refuses it: request an increase from AWS, or lower the calendar's demand",
    Code.INVALID: "AWS does not accept the values",
    Code.UNREACHABLE: "the endpoint did not answer: check region, network and AWS_ENDPOINT_URL",
    Code.FAILED: "the next tick tries again",
}


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Raise a Failure for each botocore error of the block.

    `action` names the permission and the resource: `cloudwatch:GetMetricData of prices`.
    """
    try:
        yield
    except AWS_ERRORS as error:
        code = code_of(error)
        raise Failure(Outcome(code, f"{action}: {_ADVICE[code]} ({error})")) from error


def code_of(error: BaseException) -> Code:
    """Return our code for an error of botocore; FAILED for an unknown one."""
    match error:
        case ClientError():
            return _CODES.get(error_name(error), Code.FAILED)
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
    return error_name(error) in _FORBIDDEN
