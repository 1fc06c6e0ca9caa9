import json
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from simulator.autoscaling.resources import ScalableId
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.delays import Delays
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import GetProvisionedConcurrencyConfigResponseTypeDef


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def put(functions: "LambdaClient", count: int, function: str = "pricing") -> None:
    functions.put_provisioned_concurrency_config(
        FunctionName=function, Qualifier="live", ProvisionedConcurrentExecutions=count
    )


def get(
    functions: "LambdaClient", function: str = "pricing"
) -> "GetProvisionedConcurrencyConfigResponseTypeDef":
    return functions.get_provisioned_concurrency_config(FunctionName=function, Qualifier="live")


def test_a_configuration_is_ready_between_63_and_127_seconds_after_the_request(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    put(functions, 5)
    assert get(functions)["AllocatedProvisionedConcurrentExecutions"] == 0
    cloud.advance(NOON + seconds(63))
    assert get(functions)["Status"] == "IN_PROGRESS"
    cloud.advance(NOON + seconds(127))
    assert get(functions)["Status"] == "READY"


def test_environments_of_a_large_configuration_arrive_at_a_rate(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    put(functions, 800)
    allocated = []
    for second in range(64, 136):
        cloud.advance(NOON + seconds(second))
        allocated.append(get(functions)["AllocatedProvisionedConcurrentExecutions"])
    new = [after - before for before, after in pairwise(allocated)]
    assert max(new) == 100
    assert allocated[-1] == 800


def test_a_seed_decides_when_a_configuration_is_ready() -> None:
    def ready(seed: int) -> timedelta:
        cloud = Cloud(Clock(NOON), delays=Delays(seed=seed))
        cloud.add_function("pricing")
        cloud.functions.provision("pricing", "live", 5, NOON)
        return cloud.functions["pricing"].provisioning.of("live").delay

    assert ready(1) == ready(1)
    assert len({ready(seed) for seed in range(5)}) == 5


def test_allocated_environments_stay_during_a_raise_and_a_reduction_is_immediate(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    put(functions, 100)
    cloud.advance(NOON + minutes(3))
    put(functions, 200)
    assert get(functions)["AvailableProvisionedConcurrentExecutions"] == 100
    put(functions, 50)
    assert get(functions)["Status"] == "READY"


def test_a_failed_initialisation_has_a_reason(cloud: Cloud, functions: "LambdaClient") -> None:
    cloud.add_function("broken", traits=Traits(fails=True))
    put(functions, 5, "broken")
    cloud.advance(NOON + seconds(150))
    assert get(functions, "broken")["Status"] == "IN_PROGRESS"
    cloud.advance(NOON + seconds(310))
    response = get(functions, "broken")
    assert (response["Status"], response["StatusReason"]) == (
        "FAILED",
        "FUNCTION_ERROR_INIT_FAILURE",
    )


@pytest.mark.parametrize(("function", "most"), [("small", 1), ("pricing", 899)])
def test_provisioned_concurrency_counts_toward_the_reservation_or_the_account(
    functions: "LambdaClient", function: str, most: int
) -> None:
    put(functions, most, function)
    with pytest.raises(ClientError, match="InvalidParameterValueException"):
        put(functions, most + 1, function)


def test_the_latest_version_cannot_be_provisioned(functions: "LambdaClient") -> None:
    with pytest.raises(ClientError, match="unpublished function versions"):
        functions.put_provisioned_concurrency_config(
            FunctionName="pricing", Qualifier="$LATEST", ProvisionedConcurrentExecutions=1
        )


def put_for(functions: "LambdaClient", qualifier: str, count: int = 1) -> None:
    functions.put_provisioned_concurrency_config(
        FunctionName="pricing", Qualifier=qualifier, ProvisionedConcurrentExecutions=count
    )


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("1", "live", "Alias can't be used for Provisioned Concurrency configuration on an"),
        ("live", "1", "Version is pointed by a Provisioned Concurrency alias"),
    ],
)
def test_a_version_and_its_alias_cannot_both_be_provisioned(
    functions: "LambdaClient", first: str, second: str, words: str
) -> None:
    put_for(functions, first)
    with pytest.raises(functions.exceptions.ResourceConflictException, match=words):
        put_for(functions, second)
    put_for(functions, first, 2)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1000, r"greater than account's unreserved concurrency \[999\]"),
        (950, r"UnreservedConcurrentExecution below its minimum value of \[100\]"),
    ],
)
def test_a_configuration_above_the_account_is_refused(
    functions: "LambdaClient", count: int, words: str
) -> None:
    with pytest.raises(functions.exceptions.InvalidParameterValueException, match=words):
        put(functions, count)


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        ("nope", "Cannot find alias arn: .*:function:pricing:nope"),
        ("10", "Function not found: .*:function:pricing:10"),
        ("$LATEST", "must be an alias or a published version"),
    ],
)
def test_an_unknown_qualifier_has_no_configuration_to_get_or_delete(
    functions: "LambdaClient", qualifier: str, words: str
) -> None:
    for ask in (
        functions.get_provisioned_concurrency_config,
        functions.delete_provisioned_concurrency_config,
    ):
        with pytest.raises(ClientError, match=words):
            ask(FunctionName="pricing", Qualifier=qualifier)


def initialisation(functions: "LambdaClient", qualifier: str) -> str:
    """The initialisation type of the container that answers a ping."""
    payload = json.dumps({"kickoff": {"ping": "w1"}})
    response = functions.invoke(FunctionName="pricing", Qualifier=qualifier, Payload=payload)
    answer: dict[str, dict[str, str]] = json.loads(response["Payload"].read())
    return answer["kickoff"]["init"]


def test_an_alias_that_moves_takes_its_configuration_along_in_six_to_eight_minutes(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    put(functions, 5)
    cloud.advance(NOON + seconds(130))
    assert [initialisation(functions, each) for each in ("live", "1", "$LATEST")] == [
        "provisioned-concurrency",
        "provisioned-concurrency",
        "on-demand",
    ]
    functions.update_function_configuration(FunctionName="pricing", Timeout=10)
    functions.publish_version(FunctionName="pricing")
    functions.update_alias(FunctionName="pricing", Name="live", FunctionVersion="2")
    moved = cloud.now
    for wait in (0, 359):
        cloud.advance(moved + seconds(wait))
        response = get(functions)
        assert (response["Status"], response["AvailableProvisionedConcurrentExecutions"]) == (
            "IN_PROGRESS",
            5,
        )
        assert initialisation(functions, "1") == "on-demand"
    cloud.advance(moved + seconds(481))
    assert get(functions)["Status"] == "READY"
    assert [initialisation(functions, each) for each in ("live", "2", "1")] == [
        "provisioned-concurrency",
        "provisioned-concurrency",
        "on-demand",
    ]


def test_a_deleted_alias_takes_its_configuration_with_it(functions: "LambdaClient") -> None:
    put(functions, 5)
    functions.delete_alias(FunctionName="pricing", Name="live")
    with pytest.raises(ClientError, match="Cannot find alias arn"):
        get(functions)
    assert not functions.list_provisioned_concurrency_configs(FunctionName="pricing")[
        "ProvisionedConcurrencyConfigs"
    ]
    put_for(functions, "1")


def test_a_deleted_configuration_is_not_found(functions: "LambdaClient") -> None:
    put(functions, 5)
    functions.delete_provisioned_concurrency_config(FunctionName="pricing", Qualifier="live")
    with pytest.raises(functions.exceptions.ProvisionedConcurrencyConfigNotFoundException):
        get(functions)


def test_requests_beyond_the_provisioned_environments_run_on_demand(cloud: Cloud) -> None:
    cloud.functions.provision("pricing", "live", 8, NOON)
    cloud.advance(NOON + minutes(3))
    served = cloud.minute(Traffic(requests={("pricing", "live"): 10})).requests["pricing", "live"]
    assert (served.warm, served.cold) == (8, 2)


def test_auto_scaling_keeps_provisioned_concurrency_inside_its_bounds(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    live = ScalableId("function:pricing:live", "lambda:function:ProvisionedConcurrency")
    cloud.autoscaling.register(live, 10, 50, NOON)
    assert get(functions)["RequestedProvisionedConcurrentExecutions"] == 10
    cloud.autoscaling.register(live, 0, 5, NOON)
    assert get(functions)["RequestedProvisionedConcurrentExecutions"] == 5
    cloud.autoscaling.register(live, 0, 0, NOON)
    with pytest.raises(functions.exceptions.ProvisionedConcurrencyConfigNotFoundException):
        get(functions)
