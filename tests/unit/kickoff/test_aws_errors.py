"""Errors of botocore, translated into codes."""

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

from kickoff.aws.errors import is_forbidden, translated
from kickoff.outcome import Code, Failure

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
    ("name", "message", "code"),
    [
        (
            "ResourceConflictException",
            (
                "Alias can't be used for Provisioned Concurrency configuration on an already "
                "Provisioned version"
            ),
            Code.PROVISIONED_TWICE,
        ),
        (
            "ResourceConflictException",
            "Version is pointed by a Provisioned Concurrency alias",
            Code.PROVISIONED_TWICE,
        ),
        (
            "InvalidParameterValueException",
            (
                "Specified ConcurrentExecutions for function is greater than account's unreserved "
                "concurrency [900]."
            ),
            Code.QUOTA,
        ),
        (
            "InvalidParameterValueException",
            (
                "Specified ConcurrentExecutions for function decreases account's "
                "UnreservedConcurrentExecution below its minimum value of [100]."
            ),
            Code.QUOTA,
        ),
        (
            "InvalidParameterValueException",
            (
                "Requested Provisioned Concurrency should not be greater than the "
                "reservedConcurrentExecution for function"
            ),
            Code.QUOTA,
        ),
        (
            "InvalidParameterValueException",
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
            Code.INVALID,
        ),
        (
            "LimitExceededException",
            (
                "Subscriber limit exceeded: Provisioned throughput decreases are limited within a "
                "given UTC day. Number of decreases today: 4."
            ),
            Code.BUDGET_SPENT,
        ),
        (
            "LimitExceededException",
            (
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                "simultaneously per table"
            ),
            Code.BUSY,
        ),
        (
            "LimitExceededException",
            (
                "Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted "
                "simultaneously"
            ),
            Code.BUSY,
        ),
        (
            "LimitExceededException",
            (
                "The requested ReadCapacityUnits, 50000, is above the per table maximum for the "
                "account in us-east-1. Per table maximum: 40000."
            ),
            Code.QUOTA,
        ),
    ],
)
def test_the_message_decides_where_a_name_has_several_meanings(
    name: str, message: str, code: Code
) -> None:
    assert _code(ClientError({"Error": {"Code": name, "Message": message}}, "Operation")) is code


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


@pytest.mark.parametrize("name", ["AccessDenied", "AccessDeniedException"])
def test_a_refusal_by_iam_has_more_than_one_name(name: str) -> None:
    assert is_forbidden(_refusal(name))


def test_other_failures_are_not_refusals_by_iam() -> None:
    assert not is_forbidden(_refusal("ThrottlingException"))
    assert not is_forbidden(EndpointConnectionError(endpoint_url=URL))


def test_a_refused_role_is_not_a_refusal_of_the_call() -> None:
    assert not is_forbidden(_refusal("AccessDenied", "AssumeRole"))


def _refusal(name: str, operation: str = "GetAccountSettings") -> ClientError:
    return ClientError({"Error": {"Code": name, "Message": "no"}}, operation)


def _code(error: ClientError | BotoCoreError) -> Code:
    with pytest.raises(Failure) as caught, translated("dynamodb:DescribeTable of prices"):
        raise error
    assert caught.value.outcome.message.startswith("dynamodb:DescribeTable of prices: ")
    return caught.value.outcome.code
