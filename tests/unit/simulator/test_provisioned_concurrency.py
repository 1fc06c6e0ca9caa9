from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from simulator.autoscaling.resources import ScalableId
from simulator.cloud import Cloud
from simulator.traffic import Traffic
from simulator.traits import Traits
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import GetProvisionedConcurrencyConfigResponseTypeDef


def put(functions: "LambdaClient", count: int, function: str = "pricing") -> None:
    functions.put_provisioned_concurrency_config(
        FunctionName=function, Qualifier="live", ProvisionedConcurrentExecutions=count
    )


def get(
    functions: "LambdaClient", function: str = "pricing"
) -> "GetProvisionedConcurrencyConfigResponseTypeDef":
    return functions.get_provisioned_concurrency_config(FunctionName=function, Qualifier="live")


def test_a_configuration_is_in_progress_until_all_environments_are_allocated(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    put(functions, 500)
    cloud.advance(NOON + minutes(1.05))
    response = get(functions)
    assert (response["Status"], response["AllocatedProvisionedConcurrentExecutions"]) == (
        "IN_PROGRESS",
        300,
    )
    cloud.advance(NOON + minutes(1.1))
    assert get(functions)["Status"] == "READY"


def test_allocated_environments_stay_during_a_raise_and_a_reduction_is_immediate(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    put(functions, 100)
    cloud.advance(NOON + minutes(2))
    put(functions, 200)
    assert get(functions)["AvailableProvisionedConcurrentExecutions"] == 100
    put(functions, 50)
    assert get(functions)["Status"] == "READY"


def test_a_failed_initialisation_has_a_reason(cloud: Cloud, functions: "LambdaClient") -> None:
    cloud.add_function("broken", traits=Traits(fails=True))
    put(functions, 5, "broken")
    assert get(functions, "broken")["Status"] == "IN_PROGRESS"
    cloud.advance(NOON + minutes(1))
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


def test_a_deleted_configuration_is_not_found(functions: "LambdaClient") -> None:
    put(functions, 5)
    functions.delete_provisioned_concurrency_config(FunctionName="pricing", Qualifier="live")
    with pytest.raises(functions.exceptions.ProvisionedConcurrencyConfigNotFoundException):
        get(functions)


def test_provisioned_containers_are_never_cold(cloud: Cloud) -> None:
    cloud.functions.provision("pricing", "live", 8, NOON)
    cloud.advance(NOON + minutes(2))
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
