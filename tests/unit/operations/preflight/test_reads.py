"""Failed reads: each is a finding, and hides no other."""

import os

import pytest

from kickoff.aws.sessions import Aws
from operations.preflight.finding import FindingCode
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW, beside


@pytest.mark.parametrize(
    ("operation", "named"),
    [
        ("dynamodb.DescribeTable", "dynamodb:DescribeTable of prices"),
        ("dynamodb.DescribeLimits", "dynamodb:DescribeLimits of the account in eu-west-1"),
        ("autoscaling.DescribeScalableTargets", "application-autoscaling:DescribeScalableTargets"),
        ("lambda.GetAccountSettings", "lambda:GetAccountSettings of the account in eu-west-1"),
        ("lambda.GetFunctionConcurrency", "lambda:GetFunctionConcurrency of pricing"),
        ("lambda.GetFunctionConfiguration", "lambda:GetFunctionConfiguration of pricing:live"),
    ],
)
def test_a_denied_read_is_reported_with_the_missing_permission(
    account: Account, operation: str, named: str
) -> None:
    account.cloud.faults.stand(lambda call: call.operation == operation, Fault.DENIED)
    found = account.only(FindingCode.UNREAD)
    assert named in found.problem
    assert found.affected.first
    assert found.affected.first.name == "Leeds v Derby"


def test_denied_metrics_are_reported_once(
    account: Account,
) -> None:
    account.cloud.faults.stand(
        lambda call: call.operation == "cloudwatch.GetMetricData", Fault.DENIED
    )
    found = account.only(FindingCode.UNREAD)
    assert found.subject == "2 targets"  # provisioned share of the quota, and answers of guards
    assert "cloudwatch:GetMetricData" in found.problem


def test_one_failed_read_hides_no_other_finding(account: Account) -> None:
    account.cloud = Cloud(Clock(NOW), concurrency=60)
    add_prices(account.cloud, read_max=1000)
    account.cloud.add_function("pricing")
    account.cloud.faults.stand(
        lambda call: call.operation == "dynamodb.DescribeLimits", Fault.FAILED
    )
    found = account.check()
    assert [each.code for each in found] == [
        FindingCode.UNREAD,
        FindingCode.MAX_TOO_LOW,
        FindingCode.CONCURRENCY,
    ]


def test_one_permission_denied_for_several_targets_is_one_finding(account: Account) -> None:
    account.cloud.add_function("settlement")
    text = beside("settlement: {function: settlement, warm: {baseline: 1, max: 9, every: 5m}}")
    account.cloud.faults.stand(
        lambda call: call.operation == "lambda.GetFunctionConfiguration", Fault.DENIED
    )
    found = account.only(FindingCode.UNREAD, text)
    assert found.subject == "2 targets"
    assert found.problem == (
        "lambda:GetFunctionConfiguration of pricing:live is denied (AccessDeniedException) "
        "(1 more like it)"
    )


def test_missing_credentials_are_reported(account: Account) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    account.aws = Aws()
    found = account.check()
    assert {each.code for each in found} == {FindingCode.UNREAD}
    assert all("no AWS credentials are found" in each.problem for each in found)
    assert len(found) == 7


def test_a_silent_service_is_given_up_and_reported_once(account: Account) -> None:
    account.cloud.faults.stand(lambda call: call.operation.startswith("lambda."), Fault.SILENT)
    functions = "".join(
        f"  f{number}: {{function: f{number}, warm: {{baseline: 1, max: 9, every: 5m}}}}\n"
        for number in range(9)
    )
    found = account.check(CALENDAR.replace("profiles:", f"{functions}profiles:"))
    assert {each.code for each in found} == {FindingCode.UNREAD}
    assert len(found) <= 2
    asked = [call for call in account.cloud.calls if call.operation.startswith("lambda.")]
    assert len(asked) < 15  # attempts count; without giving up there would be 33
