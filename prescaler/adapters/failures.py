"""botocore's errors as our codes: the one place that knows their names."""

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

from prescaler.model import Code, Failure, Outcome

_CODES = {
    "AccessDenied": Code.DENIED,
    "AccessDeniedException": Code.DENIED,
    "ExpiredTokenException": Code.DENIED,
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
    "ObjectNotFoundException": Code.NOT_FOUND,
    "ResourceNotFoundException": Code.NOT_FOUND,
    "ConditionalCheckFailedException": Code.CONFLICT,
    "ConcurrentUpdateException": Code.BUSY,
    "FailedResourceAccessException": Code.DENIED,
    "LimitExceededException": Code.QUOTA,
    "ResourceConflictException": Code.BUSY,
    "ServiceQuotaExceededException": Code.QUOTA,
    "ResourceInUseException": Code.BUSY,
    "ValidationException": Code.INVALID,
}
_ADVICE = {
    Code.DENIED: "allow it in the role that the prescaler or the target's role_arn names",
    Code.THROTTLED: "AWS refused for now, the next tick asks again",
    Code.NOT_FOUND: "check name, region and role_arn of the target",
    Code.CONFLICT: "another prescaler changed it meanwhile, the next tick looks again",
    Code.BUSY: "another change is under way, the next tick asks again",
    Code.QUOTA: "a quota is in the way: ask AWS for more, or ask less in the calendar",
    Code.INVALID: "AWS does not accept the values",
    Code.UNREACHABLE: "the endpoint did not answer: check region, network and AWS_ENDPOINT_URL",
    Code.FAILED: "the next tick asks again",
}


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn what botocore raises while doing something into a Failure that says so.

    `doing` names the permission and the resource: `dynamodb:DescribeTable of prices`.
    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        code = _code(error)
        raise Failure(Outcome(code, f"{doing}: {_ADVICE[code]} ({error})")) from error


def _code(error: ClientError | BotoCoreError) -> Code:
    match error:
        case ClientError():
            return _CODES.get(error.response["Error"].get("Code", ""), Code.FAILED)
        case HTTPClientError() | NoConnectionError():
            return Code.UNREACHABLE
        case NoCredentialsError() | PartialCredentialsError():
            return Code.DENIED
        case NoRegionError():
            return Code.INVALID
        case _:
            return Code.FAILED
