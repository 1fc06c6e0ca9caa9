from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def reserve(functions: "LambdaClient", count: int) -> None:
    functions.put_function_concurrency(FunctionName="pricing", ReservedConcurrentExecutions=count)


def provision(functions: "LambdaClient", count: int, qualifier: str = "live") -> None:
    functions.put_provisioned_concurrency_config(
        FunctionName="pricing", Qualifier=qualifier, ProvisionedConcurrentExecutions=count
    )


def status(functions: "LambdaClient", qualifier: str) -> str:
    """The HTTP status of a request, with the reason if it is refused."""
    try:
        response = functions.invoke(FunctionName="pricing", Qualifier=qualifier)
    except ClientError as error:
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Reason']}"  # type: ignore[typeddict-item]  # Lambda's own
    return str(response["StatusCode"])


def test_a_reservation_is_set_reported_and_deleted(functions: "LambdaClient") -> None:
    reserve(functions, 40)
    assert (
        functions.get_function_concurrency(FunctionName="pricing")["ReservedConcurrentExecutions"]
        == 40
    )
    limit = functions.get_account_settings()["AccountLimit"]
    assert limit["UnreservedConcurrentExecutions"] == 1000 - 1 - 40
    functions.delete_function_concurrency(FunctionName="pricing")
    response = functions.get_function_concurrency(FunctionName="pricing")
    assert "ReservedConcurrentExecutions" not in response


def test_the_account_reports_five_limits_and_two_usages(functions: "LambdaClient") -> None:
    settings = functions.get_account_settings()
    assert settings["AccountLimit"] == {
        "TotalCodeSize": 80_530_636_800,
        "CodeSizeUnzipped": 262_144_000,
        "CodeSizeZipped": 52_428_800,
        "ConcurrentExecutions": 1000,
        "UnreservedConcurrentExecutions": 999,
    }
    assert settings["AccountUsage"] == {"TotalCodeSize": 3 * 1024, "FunctionCount": 3}


def test_a_reservation_must_leave_100_unreserved(functions: "LambdaClient") -> None:
    words = r"Specified ReservedConcurrentExecutions .* below its minimum value of \[100\]"
    reserve(functions, 899)
    with pytest.raises(functions.exceptions.InvalidParameterValueException, match=words):
        reserve(functions, 900)
    reserve(functions, 0)


def test_a_reservation_cannot_be_less_than_what_is_provisioned(functions: "LambdaClient") -> None:
    provision(functions, 2)
    words = (
        r" ReservedConcurrentExecutions  1 should not be lower than function's total provisioned "
        r"concurrency \[2\]"
    )
    with pytest.raises(functions.exceptions.InvalidParameterValueException, match=words):
        reserve(functions, 1)
    reserve(functions, 2)


def test_an_alias_has_no_reservation(functions: "LambdaClient") -> None:
    with pytest.raises(ClientError, match="Aliases and versions do not support this operation"):
        functions.get_function_concurrency(FunctionName="pricing:live")


def test_a_fully_provisioned_reservation_leaves_nothing_to_other_versions(
    cloud: Cloud, functions: "LambdaClient"
) -> None:
    reserve(functions, 1)
    provision(functions, 1)
    cloud.advance(NOON + minutes(3))
    throttled = "429 ReservedFunctionConcurrentInvocationLimitExceeded"
    assert [status(functions, each) for each in ("$LATEST", "live", "1", "$LATEST")] == [
        throttled,
        "200",
        "200",
        throttled,
    ]


def test_the_provisioned_concurrency_of_one_function_is_not_available_to_others(
    cloud: Cloud,
) -> None:
    cloud.functions.provision("pricing", "live", 800, NOON)
    assert cloud.functions.serve("bare", "live", 300, NOON).throttled == 300 - 199
    assert cloud.functions.serve("pricing", "live", 1000, NOON).throttled == 1
