"""Functions that pings cannot warm."""

from datetime import timedelta

import pytest

from operations.preflight.finding import FindingCode
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.traits import ORDINARY, Traits
from tests.unit.operations.preflight.account import Account, add_prices
from tests.unit.operations.preflight.calendars import CALENDAR, NOW, beside


def with_pricing(traits: Traits = ORDINARY, qualifier: str = "live") -> Cloud:
    cloud = Cloud(Clock(NOW))
    add_prices(cloud)
    cloud.add_function("pricing", qualifiers=[qualifier], traits=traits)
    return cloud


def test_a_missing_function_is_a_finding(account: Account) -> None:
    text = CALENDAR.replace("function: pricing", "function: pricings")
    found = account.only(FindingCode.NOT_FOUND, text)
    assert found.subject == "pricing"
    assert "lambda:GetFunctionConfiguration of pricings:live" in found.problem


def test_a_missing_alias_is_a_finding(account: Account) -> None:
    account.cloud = with_pricing(qualifier="blue")
    found = account.only(FindingCode.NOT_FOUND)
    assert "pricing:live" in found.problem


@pytest.mark.parametrize(
    ("traits", "code", "problem"),
    [
        (Traits(state="Pending"), FindingCode.NOT_READY, "it is Pending"),
        (Traits(state="Failed"), FindingCode.NOT_READY, "it is Failed"),
        (Traits(managed=True), FindingCode.CONTRADICTION, "on Lambda Managed Instances"),
        (Traits(durable=True), FindingCode.CONTRADICTION, "it is durable"),
        (Traits(per_tenant=True), FindingCode.CONTRADICTION, "tenant isolation"),
        (Traits(provisioned={"live": 90}), FindingCode.CONTRADICTION, "keeps 90 containers"),
        (Traits(provisioned={"1": 90}), FindingCode.CONTRADICTION, "keeps 90 containers"),
    ],
)
def test_a_function_that_pings_cannot_warm_is_reported_as_by_the_warmer(
    account: Account, traits: Traits, code: FindingCode, problem: str
) -> None:
    account.cloud = with_pricing(traits)
    found = account.only(code)
    assert problem in found.problem
    assert found.affected.count == 2


def test_provisioned_concurrency_below_the_levels_is_no_finding(account: Account) -> None:
    account.cloud = with_pricing(Traits(provisioned={"live": 5}))
    assert account.check() == []


def test_provisioned_concurrency_that_failed_is_a_finding(account: Account) -> None:
    account.cloud = with_pricing(Traits(fails=True))
    with account.cloud.lock:
        account.cloud.functions.provision("pricing", "live", 5, NOW)
    account.cloud.advance(NOW + timedelta(minutes=30))
    found = account.only(FindingCode.PROVISIONING_FAILED, now=account.cloud.now)
    assert "FUNCTION_ERROR_INIT_FAILURE" in found.problem


def test_an_inactive_function_is_no_finding(account: Account) -> None:
    account.cloud = with_pricing(Traits(state="Inactive"))
    assert account.check() == []


def test_provisioned_concurrency_of_the_calendar_is_no_contradiction(account: Account) -> None:
    account.cloud = with_pricing(Traits(provisioned={"live": 5}))
    text = CALENDAR.replace(
        "qualifier: live,", "qualifier: live, provisioned: {baseline: 5, max: 9},"
    )
    assert account.check(text) == []


def test_provisioned_concurrency_without_an_alias_is_a_finding(account: Account) -> None:
    text = beside("settlement: {function: settlement, provisioned: {baseline: 5, max: 9}}")
    account.cloud.add_function("settlement")
    found = account.only(FindingCode.CONTRADICTION, text)
    assert (found.subject, "alias or a published version" in found.problem) == ("settlement", True)
