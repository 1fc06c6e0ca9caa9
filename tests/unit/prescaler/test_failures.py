"""botocore's errors in our words."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ReadTimeoutError,
    UnknownServiceError,
)

from prescaler.adapters.failures import translated
from prescaler.model import Code, Failure

URL = "https://dynamodb.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("AccessDeniedException", Code.DENIED),
        ("ExpiredTokenException", Code.DENIED),
        ("ThrottlingException", Code.THROTTLED),
        ("ProvisionedThroughputExceededException", Code.THROTTLED),
        ("ResourceNotFoundException", Code.NOT_FOUND),
        ("ConditionalCheckFailedException", Code.CONFLICT),
        ("ConcurrentUpdateException", Code.BUSY),
        ("LimitExceededException", Code.QUOTA),
        ("ValidationException", Code.INVALID),
        ("InternalServerError", Code.FAILED),
    ],
)
def test_a_service_error_has_a_code(name: str, code: Code) -> None:
    assert _code(ClientError({"Error": {"Code": name, "Message": "no"}}, "Operation")) is code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EndpointConnectionError(endpoint_url=URL), Code.UNREACHABLE),
        (ConnectTimeoutError(endpoint_url=URL), Code.UNREACHABLE),
        (ReadTimeoutError(endpoint_url=URL), Code.UNREACHABLE),
        (NoCredentialsError(), Code.DENIED),
        (NoRegionError(), Code.INVALID),
        (UnknownServiceError(service_name="x", known_service_names="y"), Code.FAILED),
    ],
)
def test_an_error_without_an_answer_has_a_code(error: BotoCoreError, code: Code) -> None:
    assert _code(error) is code


def test_a_defect_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), translated("arithmetic"):
        _ = 1 / 0


def _code(error: ClientError | BotoCoreError) -> Code:
    with pytest.raises(Failure) as caught, translated("dynamodb:DescribeTable of prices"):
        raise error
    assert caught.value.outcome.message.startswith("dynamodb:DescribeTable of prices: ")
    return caught.value.outcome.code
