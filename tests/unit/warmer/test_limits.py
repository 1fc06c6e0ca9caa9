from collections.abc import Iterator
from datetime import timedelta

import pytest

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes
from warmer.adapters.limits import Limits
from warmer.model import Function
from warmer.plan.headroom import FunctionState
from warmer.plan.survey import UNRESERVED, ConcurrencySnapshot, of_function, of_resource

HERE = Place()
PRICING = Function("pricing", "live", HERE)
BARE = Function("bare", None, HERE)
PERMISSIONS = [
    "lambda:GetAccountSettings",
    "lambda:GetFunctionConcurrency",
    "lambda:GetFunctionConfiguration",
    "lambda:GetProvisionedConcurrencyConfig",
    "cloudwatch:GetMetricData",
]


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud(Clock(NOON), concurrency=500)
    cloud.add_function("pricing", reserved=50)
    cloud.add_function("bare", qualifiers=())
    with serve(cloud) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield cloud


def look(cloud: Cloud, limits: Limits, *functions: Function) -> ConcurrencySnapshot:
    return limits.look(functions, cloud.now, patience=5)


def calls(cloud: Cloud) -> list[str]:
    return sorted({call.operation for call in cloud.calls})


def test_limits_and_use_are_found_out(cloud: Cloud) -> None:
    cloud.minute(Traffic(requests={("pricing", "live"): 7, ("bare", "$LATEST"): 2}))
    cloud.advance(NOON + minutes(1))
    survey = look(cloud, Limits(Aws()), PRICING, BARE)
    assert survey.accounts[HERE].unreserved == 450
    assert survey.functions[PRICING].reserved == 50
    assert survey.functions[BARE].reserved is None
    recent = survey.recent[HERE]
    assert recent.of(UNRESERVED) == {NOON: 2}
    assert recent.of(of_function("pricing")) == {NOON: 7}
    assert recent.of(of_resource(PRICING)) == {NOON: 7}
    assert recent.of(of_resource(BARE)) == {NOON: 2}


def test_settings_are_asked_for_every_ten_minutes_and_use_every_time(cloud: Cloud) -> None:
    limits = Limits(Aws())
    look(cloud, limits, PRICING)
    cloud.calls.clear()
    cloud.advance(NOON + minutes(9))
    assert look(cloud, limits, PRICING).functions[PRICING].reserved == 50
    assert calls(cloud) == ["cloudwatch.GetMetricData"]
    cloud.advance(NOON + minutes(10))
    look(cloud, limits, PRICING)
    assert "lambda.GetFunctionConcurrency" in calls(cloud)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_missing_permission_is_named_and_the_rest_is_known(cloud: Cloud, permission: str) -> None:
    cloud.faults.next(permission.replace(":", "."), Fault.DENIED)
    survey = look(cloud, Limits(Aws()), PRICING)
    assert survey.denied == {permission}
    others = [survey.accounts[HERE].unreserved, survey.functions[PRICING].reserved]
    assert 450 in others or 50 in others


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_failure_is_no_denial_and_is_asked_again(cloud: Cloud, permission: str) -> None:
    operation = permission.replace(":", ".")
    cloud.faults.next(operation, Fault.FAILED)
    limits = Limits(Aws())
    assert look(cloud, limits, PRICING).denied == frozenset()
    cloud.calls.clear()
    look(cloud, limits, PRICING)
    assert operation in calls(cloud)


def test_a_function_known_to_share_the_accounts_concurrency_is_not_measured_on_its_own(
    cloud: Cloud,
) -> None:
    limits = Limits(Aws())
    asked = []
    for _ in range(2):
        look(cloud, limits, PRICING, BARE)
        [call] = [call for call in cloud.calls if call.operation == "cloudwatch.GetMetricData"]
        asked.append(len(call.parameters["MetricDataQueries"]))
        cloud.calls.clear()
    assert asked == [5, 4]


def test_of_many_functions_a_few_are_asked_about_at_a_time_until_all_are_known(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warmer.adapters.limits.MOST_ASKED", 1)
    limits = Limits(Aws())
    assert set(look(cloud, limits, PRICING, BARE).functions) == {PRICING}
    assert set(look(cloud, limits, PRICING, BARE).functions) == {PRICING, BARE}


def test_what_is_not_answered_in_time_is_not_waited_for(cloud: Cloud) -> None:
    cloud.faults.next("lambda.GetAccountSettings", Fault.SILENT)
    survey = Limits(Aws()).look([PRICING], cloud.now, patience=0.5)
    assert HERE not in survey.accounts
    assert survey.functions[PRICING].reserved == 50


@pytest.mark.parametrize(
    ("traits", "facts"),
    [
        (Traits(), FunctionState("Active")),
        (Traits(managed=True), FunctionState("Active", managed=True)),
        (Traits(provisioned={"live": 5}), FunctionState("Active", provisioned=True)),
        (Traits(state="Inactive"), FunctionState("Inactive", "The function is Inactive")),
    ],
)
def test_what_a_function_is_like_is_known(
    cloud: Cloud, traits: Traits, facts: FunctionState
) -> None:
    cloud.add_function("pricing", traits=traits)
    assert look(cloud, Limits(Aws()), PRICING).functions[PRICING].facts == facts


def test_a_function_that_is_not_active_is_looked_at_every_time(cloud: Cloud) -> None:
    cloud.add_function("pricing", traits=Traits(state="Pending"))
    limits = Limits(Aws())
    look(cloud, limits, PRICING)
    cloud.add_function("pricing")
    cloud.advance(cloud.now + timedelta(minutes=1))
    assert look(cloud, limits, PRICING).functions[PRICING].facts.state == "Active"
