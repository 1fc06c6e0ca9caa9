"""Provisioned concurrency in the simulator alone: moto has none of its operations."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from tests.contract.conftest import NOON, ONCE

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@pytest.fixture
def functions(session: boto3.Session) -> Iterator["LambdaClient"]:
    cloud = Cloud(Clock(NOON))
    cloud.add_function("settlement", qualifiers=[f"alias-{n}" for n in range(60)])
    with serve(cloud) as url:
        client = session.client("lambda", config=ONCE, endpoint_url=url)
        yield client
        client.close()


def put(functions: "LambdaClient", qualifier: str) -> int:
    return functions.put_provisioned_concurrency_config(
        FunctionName="settlement", Qualifier=qualifier, ProvisionedConcurrentExecutions=5
    )["RequestedProvisionedConcurrentExecutions"]


def test_a_configuration_is_accepted_in_progress_and_can_be_read(functions: "LambdaClient") -> None:
    assert put(functions, "alias-0") == 5
    told = functions.get_provisioned_concurrency_config(
        FunctionName="settlement", Qualifier="alias-0"
    )
    assert told["Status"] == "IN_PROGRESS"
    assert told["AllocatedProvisionedConcurrentExecutions"] == 0
    assert "LastModified" in told


def test_configurations_are_listed_in_pages(functions: "LambdaClient") -> None:
    for number in range(60):
        put(functions, f"alias-{number}")
    pages = functions.get_paginator("list_provisioned_concurrency_configs").paginate(
        FunctionName="settlement"
    )
    listed = [each for page in pages for each in page["ProvisionedConcurrencyConfigs"]]
    assert len(listed) == 60
    assert listed[0]["FunctionArn"].endswith(":settlement:alias-0")


def test_a_missing_configuration_or_alias_is_not_found(
    functions: "LambdaClient",
) -> None:
    errors = functions.exceptions
    with pytest.raises(errors.ProvisionedConcurrencyConfigNotFoundException):
        functions.get_provisioned_concurrency_config(FunctionName="settlement", Qualifier="alias-0")
    with pytest.raises(errors.ResourceNotFoundException):
        put(functions, "nope")
    functions.delete_provisioned_concurrency_config(FunctionName="settlement", Qualifier="alias-0")
