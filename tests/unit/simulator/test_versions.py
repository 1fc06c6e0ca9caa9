from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from tests.unit.simulator.times import NOON, minutes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import AliasRoutingConfigurationTypeDef


def create(functions: "LambdaClient", **more: Any) -> dict[str, Any]:  # noqa: ANN401 (boto3 types them)
    return dict(
        functions.create_function(
            FunctionName="odds",
            Runtime="python3.13",
            Handler="odds.handler",
            Role="arn:aws:iam::123456789012:role/odds",
            Code={"ZipFile": b"code"},
            **more,
        )
    )


def test_a_new_function_is_pending_then_active(cloud: Cloud, functions: "LambdaClient") -> None:
    created = create(functions, Timeout=20, Environment={"Variables": {"LEAGUE": "cup"}})
    assert (created["State"], created["StateReason"], created["StateReasonCode"]) == (
        "Pending",
        "The function is being created.",
        "Creating",
    )
    assert created["FunctionArn"].endswith(":function:odds")
    with pytest.raises(functions.exceptions.ResourceConflictException, match="state: Pending"):
        functions.publish_version(FunctionName="odds")
    cloud.advance(NOON + minutes(1))
    found = functions.get_function_configuration(FunctionName="odds")
    assert (found["State"], found["LastUpdateStatus"]) == ("Active", "Successful")
    assert (found["Timeout"], found["MemorySize"], found["Handler"]) == (20, 128, "odds.handler")
    assert found["Environment"]["Variables"] == {"LEAGUE": "cup"}
    assert "StateReason" not in found


def test_a_function_cannot_be_created_twice(functions: "LambdaClient") -> None:
    create(functions)
    with pytest.raises(ClientError, match="Function already exist: odds"):
        create(functions)


def test_versions_are_numbers_and_keep_their_settings(functions: "LambdaClient") -> None:
    assert functions.publish_version(FunctionName="pricing")["Version"] == "1"
    functions.update_function_configuration(FunctionName="pricing", Timeout=10)
    published = functions.publish_version(FunctionName="pricing", Description="the cup")
    assert (published["Version"], published["Timeout"]) == ("2", 10)
    assert published["Description"] == "the cup"
    assert functions.publish_version(FunctionName="pricing")["Version"] == "2"
    first = functions.get_function_configuration(FunctionName="pricing", Qualifier="1")
    assert first["Timeout"] == 30


def test_a_function_can_be_published_at_its_creation(functions: "LambdaClient") -> None:
    assert create(functions, Publish=True)["Version"] == "1"


@pytest.mark.parametrize(
    ("qualifier", "arn", "version"),
    [
        (None, ":function:pricing", "$LATEST"),
        ("$LATEST", ":function:pricing:$LATEST", "$LATEST"),
        ("1", ":function:pricing:1", "1"),
        ("live", ":function:pricing:live", "1"),
    ],
)
def test_an_arn_has_the_qualifier_of_the_request(
    functions: "LambdaClient", qualifier: str | None, arn: str, version: str
) -> None:
    asked = {} if qualifier is None else {"Qualifier": qualifier}
    found = functions.get_function_configuration(FunctionName="pricing", **asked)
    assert found["FunctionArn"].endswith(arn)
    assert found["Version"] == version


def test_an_alias_is_created_moved_and_deleted(functions: "LambdaClient") -> None:
    made = functions.create_alias(FunctionName="pricing", Name="cup", FunctionVersion="1")
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert made["AliasArn"].endswith(":function:pricing:cup")
    functions.update_alias(FunctionName="pricing", Name="cup", FunctionVersion="$LATEST")
    assert functions.get_alias(FunctionName="pricing", Name="cup")["FunctionVersion"] == "$LATEST"
    response = functions.invoke(FunctionName="pricing", Qualifier="cup")
    assert response["ExecutedVersion"] == "$LATEST"
    functions.delete_alias(FunctionName="pricing", Name="cup")
    functions.delete_alias(FunctionName="pricing", Name="cup")
    with pytest.raises(ClientError, match=r"Cannot find alias arn: .*:function:pricing:cup"):
        functions.get_alias(FunctionName="pricing", Name="cup")


@pytest.mark.parametrize(
    ("name", "version", "weights", "words"),
    [
        ("live", "1", {}, "Alias already exists: .*:function:pricing:live"),
        ("cup", "10", {}, "Function not found: .*:function:pricing:10"),
        ("cup", "live", {}, "Function not found: .*:function:pricing:live"),
        (
            "cup",
            "1",
            {"2": 0.1, "3": 0.1},
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ),
        ("cup", "1", {"2": 0.1}, "Function not found: .*:function:pricing:2"),
    ],
)
def test_an_impossible_alias_is_refused(
    functions: "LambdaClient", name: str, version: str, weights: dict[str, float], words: str
) -> None:
    with pytest.raises(ClientError, match=words):
        functions.create_alias(
            FunctionName="pricing",
            Name=name,
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": weights},
        )


def test_a_weighted_alias_sends_its_share_to_a_second_version(functions: "LambdaClient") -> None:
    functions.update_function_configuration(FunctionName="pricing", Description="new")
    second = functions.publish_version(FunctionName="pricing")["Version"]
    weights: AliasRoutingConfigurationTypeDef = {"AdditionalVersionWeights": {second: 0.25}}
    functions.update_alias(FunctionName="pricing", Name="live", RoutingConfig=weights)
    [alias] = functions.list_aliases(FunctionName="pricing")["Aliases"]
    assert (alias["FunctionVersion"], alias["RoutingConfig"]) == ("1", weights)
    ran = [
        functions.invoke(FunctionName="pricing", Qualifier="live")["ExecutedVersion"]
        for _ in range(8)
    ]
    assert sorted(ran) == ["1"] * 6 + [second] * 2
    functions.update_alias(FunctionName="pricing", Name="live", RoutingConfig={})
    assert "RoutingConfig" not in functions.get_alias(FunctionName="pricing", Name="live")


def test_a_change_of_latest_has_its_instant(functions: "LambdaClient") -> None:
    before = functions.get_function_configuration(FunctionName="pricing")["LastModified"]
    after = functions.update_function_configuration(FunctionName="pricing", Description="new")
    assert after["LastModified"] > before


def test_an_unknown_alias_cannot_be_moved(functions: "LambdaClient") -> None:
    with pytest.raises(ClientError, match=r"Alias not found: .*:function:pricing:nope"):
        functions.update_alias(FunctionName="pricing", Name="nope", FunctionVersion="1")


def test_an_unsupported_parameter_is_refused(functions: "LambdaClient") -> None:
    with pytest.raises(ClientError, match="the stand-in's CreateFunction does not support Layers"):
        create(functions, Layers=["arn:aws:lambda:eu-west-1:123456789012:layer:odds:1"])
