"""Calendars encrypted with a customer key that the caller may not use."""

import pytest
from botocore.exceptions import ClientError

from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources.failures import explained

S3 = (
    "User: arn:aws:sts::123456789012:assumed-role/w/w is not authorized to perform: kms:Decrypt on "
    "resource: arn:aws:kms:eu-west-1:123456789012:key/1 because no identity-based policy allows it"
)
SSM = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this "
    "region, or you are not allowed to access."
)


def _refuse(code: str, message: str, operation: str) -> str:
    error = ClientError({"Error": {"Code": code, "Message": message}}, operation)
    with pytest.raises(SourceUnavailableError) as refused, explained("s3:GetObject"):
        raise error
    return str(refused.value)


@pytest.mark.parametrize(
    ("code", "message", "operation", "action"),
    [
        ("AccessDenied", S3, "GetObject", "kms:Decrypt"),
        ("AccessDenied", S3.replace("Decrypt", "GenerateDataKey"), "PutObject", "GenerateDataKey"),
        ("AccessDeniedException", SSM, "GetParameter", "kms:Decrypt"),
    ],
)
def test_a_refusal_by_the_key_names_kms_the_action_and_the_parameter(
    code: str, message: str, operation: str, action: str
) -> None:
    found = _refuse(code, message, operation)
    assert found.startswith("denied by KMS")
    assert f"{action} on the key" in found
    assert "CalendarKeyArns" in found


def test_a_refusal_of_the_call_itself_names_no_key() -> None:
    assert "KMS" not in _refuse("AccessDenied", "Access Denied", "GetObject")
