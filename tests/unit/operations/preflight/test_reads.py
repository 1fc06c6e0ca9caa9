"""A read that fails is a finding of its own, and hides no other."""

import os

import pytest

from kickoff.aws.sessions import Aws
from operations.preflight.finding import Code
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
def test_what_may_not_be_read_is_told_by_the_permission_that_is_missing(
    account: Account, operation: str, named: str
) -> None:
    account.cloud.faults.stand(lambda call: call.operation == operation, Fault.DENIED)
    found = account.only(Code.UNREAD)
    assert named in found.what
    assert found.concerned.first
    assert found.concerned.first.name == "Leeds v Derby"


def test_metrics_that_may_not_be_read_are_told_once(
    account: Account,
) -> None:
    account.cloud.faults.stand(
        lambda call: call.operation == "cloudwatch.GetMetricData", Fault.DENIED
    )
    found = account.only(Code.UNREAD)
    assert found.subject == "2 targets"  # what is provisioned, and what guards answered
    assert "cloudwatch:GetMetricData" in found.what


def test_one_failed_read_hides_no_other_finding(account: Account) -> None:
    account.cloud = Cloud(Clock(NOW), concurrency=60)
    add_prices(account.cloud, read_max=1000)
    account.cloud.add_function("pricing")
    account.cloud.faults.stand(
        lambda call: call.operation == "dynamodb.DescribeLimits", Fault.FAILED
    )
    found = account.check()
    assert [each.code for each in found] == [Code.UNREAD, Code.MAX_TOO_LOW, Code.CONCURRENCY]


def test_what_is_refused_of_many_is_one_finding(account: Account) -> None:
    account.cloud.add_function("settlement")
    text = beside("settlement: {function: settlement, warm: {baseline: 1, max: 9, every: 5m}}")
    account.cloud.faults.stand(
        lambda call: call.operation == "lambda.GetFunctionConfiguration", Fault.DENIED
    )
    found = account.only(Code.UNREAD, text)
    assert found.subject == "2 targets"
    assert found.what == (
        "lambda:GetFunctionConfiguration of pricing:live is denied (AccessDeniedException) "
        "(1 more like it)"
    )


def test_without_credentials_it_is_said_what_is_missing(account: Account) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    account.aws = Aws()
    found = account.check()
    assert {each.code for each in found} == {Code.UNREAD}
    assert all("Unable to locate credentials" in each.what for each in found)
    assert len(found) == 7


def test_a_service_that_is_silent_is_given_up_and_told_once(account: Account) -> None:
    account.cloud.faults.stand(lambda call: call.operation.startswith("lambda."), Fault.SILENT)
    functions = "".join(
        f"  f{number}: {{function: f{number}, warm: {{baseline: 1, max: 9, every: 5m}}}}\n"
        for number in range(9)
    )
    found = account.check(CALENDAR.replace("profiles:", f"{functions}profiles:"))
    assert {each.code for each in found} == {Code.UNREAD}
    assert len(found) <= 2
    asked = [call for call in account.cloud.calls if call.operation.startswith("lambda.")]
    assert len(asked) < 15  # each attempt counts, of 33 there would be
