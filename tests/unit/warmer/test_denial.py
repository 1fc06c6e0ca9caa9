import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from warmer.adapters.denial import is_denial


def refusal(code: str, operation: str = "GetAccountSettings") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException"])
def test_iam_says_no_in_more_than_one_word(code: str) -> None:
    assert is_denial(refusal(code))


def test_what_fails_otherwise_is_no_denial() -> None:
    assert not is_denial(refusal("ThrottlingException"))
    assert not is_denial(EndpointConnectionError(endpoint_url="https://example.com"))


def test_a_role_that_may_not_be_assumed_says_nothing_of_its_permissions() -> None:
    assert not is_denial(refusal("AccessDenied", "AssumeRole"))
