"""The resources of deployed stacks: names, metrics, encryption, networks, permissions."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from kickoff.calendar import TableTarget, load
from operations.permissions.stack_parameters import StackAccount, home_parameters
from tests.template.model import ROOT
from tests.template.transformed import ACCOUNT, DeployedStack, Resource, transformed

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
FEEDS = {"Feeds": "cup", "CalendarArns": "arn:aws:s3:::squad/config.yaml"}
TARGETS = {
    "FunctionArns": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:pricing:live",
    "BareFunctionArns": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:pricing",
    "ProvisionedArns": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:settlement:live",
    "TableArns": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/prices",
    "RoleArns": "arn:aws:iam::210987654321:role/team/kickoff",
}
AUDITED = {
    "KeyArn": KEY,
    "CalendarKeyArns": f"{KEY}2",
    "SubnetIds": "subnet-1,subnet-2",
    "SecurityGroupIds": "sg-1",
    "PermissionsBoundary": BOUNDARY,
    "RolePath": "/squad/",
}
EVERYTHING = FEEDS | TARGETS | AUDITED
NAMES = {
    "AWS::Scheduler::Schedule": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
}


def given_names(stack: DeployedStack, kind: str) -> set[str]:
    return {each["Properties"][NAMES[kind]] for each in stack.resources(kind).values()}


@pytest.mark.parametrize("kind", NAMES)
def test_two_stacks_in_one_account_and_region_share_no_name(kind: str) -> None:
    one, other = DeployedStack(FEEDS, "bets"), DeployedStack(FEEDS, "odds")
    assert given_names(one, kind)
    assert all("bets" in name for name in given_names(one, kind))
    assert not given_names(one, kind) & given_names(other, kind)


def test_no_other_resource_has_a_name_of_its_own() -> None:
    named = {
        each["Type"]
        for each in transformed()["Resources"].values()
        for name in each.get("Properties", {})
        if name in {"Name", "RoleName", "BucketName", "QueueName", "FunctionName", "LogGroupName"}
        or name.endswith(("TableName", "TopicName", "PolicyName", "AliasName"))
    }
    # These name the function that they belong to, or themselves within their role.
    inner = {"AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Permission", "AWS::IAM::Policy"}
    assert named - inner == {"AWS::Scheduler::Schedule"}


def test_one_stack_in_two_regions_has_two_dashboards() -> None:
    here, there = DeployedStack(), DeployedStack(region="us-east-1")
    kind = "AWS::CloudWatch::Dashboard"
    assert not given_names(here, kind) & given_names(there, kind)


def test_a_stacks_alarms_and_dashboard_read_only_metrics_of_the_stack() -> None:
    stack = DeployedStack(FEEDS, "bets")
    for alarm in stack.resources("AWS::CloudWatch::Alarm").values():
        if alarm["Properties"]["Namespace"] == "Kickoff":
            assert {"Name": "Stack", "Value": "bets"} in alarm["Properties"]["Dimensions"]
    searched = [text for text in searches(stack) if "{Kickoff" in text]
    assert len(searched) > 8
    assert all("{Kickoff,Stack," in text and 'Stack="bets"' in text for text in searched)
    listed = [each for each in metrics(stack) if each[0] == "Kickoff"]
    assert len(listed) > 8
    assert all(each[4:6] == ["Stack", "bets"] for each in listed)
    for function in stack.resources("AWS::Lambda::Function").values():
        assert function["Properties"]["Environment"]["Variables"]["KICKOFF_STACK"] == "bets"


def test_without_tables_the_dashboard_searches_for_none() -> None:
    assert not [text for text in searches(DeployedStack()) if "AWS/DynamoDB" in text]


def test_each_search_of_many_tables_has_at_most_1024_characters() -> None:
    tables = {
        name: TableTarget.model_validate({"table": name, "read": {"baseline": 5, "max": 50}})
        for name in (f"squad.prices-{number}" for number in range(60))
    }
    calendar = replace(load(ROOT / "config.yaml"), targets=tables)
    here = StackAccount(ACCOUNT, "eu-west-1")
    names = home_parameters(calendar, "config.yaml", here)["TableNames"]
    stack = DeployedStack({"TableNames": ",".join(names)})
    searched = [text for text in searches(stack) if "AWS/DynamoDB" in text]
    assert len(searched) > 2
    assert max(map(len, searched)) <= 1024
    for half in ("Consumed", "Provisioned"):
        found = [re.findall(r'"(squad[^"]+)"', text) for text in searched if half in text]
        assert [name for group in found for name in group] == sorted(tables)


@pytest.mark.parametrize("parameters", [{}, FEEDS, TARGETS, AUDITED, EVERYTHING])
def test_no_statement_has_an_empty_list_of_resources(parameters: dict[str, str]) -> None:
    statements = list(DeployedStack(parameters).statements())
    assert statements
    for _, statement in statements:
        resources = statement["Resource"]
        named = [resources] if isinstance(resources, str) else resources
        assert named
        assert all(named)


@pytest.mark.parametrize("parameters", [EVERYTHING, FEEDS | AUDITED | {"TargetTag": "squad"}])
def test_no_role_has_more_policies_than_iam_attaches(parameters: dict[str, str]) -> None:
    stack = DeployedStack(parameters)
    policies = stack.resources("AWS::IAM::ManagedPolicy").values()
    for name, role in stack.resources("AWS::IAM::Role").items():
        attached = [each for each in policies if name in each["Properties"].get("Roles", ())]
        assert len(attached) + len(role["Properties"]["ManagedPolicyArns"]) <= 10, name


def test_with_a_tag_the_roles_may_use_each_tagged_target_and_no_other() -> None:
    stack = DeployedStack({"TargetTag": "squad"})
    tagged = {"StringEquals": {"aws:ResourceTag/kickoff": "squad"}}
    for action, role in (
        ("lambda:InvokeFunction", "WarmerRole"),
        ("dynamodb:UpdateTable", "PrescalerRole"),
        ("lambda:PutProvisionedConcurrencyConfig", "PrescalerRole"),
        ("dynamodb:DescribeTable", "PreflightRole"),
    ):
        found = [each for each in allowing(stack, action, role) if each["Resource"] != own(role)]
        assert [each["Condition"] for each in found] == [tagged], action
    assert allowing(stack, "application-autoscaling:RegisterScalableTarget", "PrescalerRole")


def test_without_a_tag_no_role_finds_targets_by_one() -> None:
    for _, statement in DeployedStack(EVERYTHING).statements():
        assert "aws:ResourceTag/kickoff" not in json.dumps(statement)


def test_a_role_of_another_account_keeps_its_path() -> None:
    [statement] = allowing(DeployedStack(TARGETS), "sts:AssumeRole", "WarmerRole")
    assert statement["Resource"] == ["arn:aws:iam::210987654321:role/team/kickoff"]


def test_only_state_that_a_failed_creation_left_empty_is_deleted_with_the_stack() -> None:
    stack = DeployedStack(FEEDS)
    for kind in ("AWS::DynamoDB::Table", "AWS::S3::Bucket"):
        [resource] = stack.resources(kind).values()
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


def test_queue_and_topic_are_encrypted_without_being_asked() -> None:
    stack = DeployedStack()
    assert stack.properties("MissedTicks")["SqsManagedSseEnabled"] is True
    assert stack.properties("AlarmTopic") == {"KmsMasterKeyId": "AlarmKey.Arn"}
    [key] = stack.resources("AWS::KMS::Key").values()
    assert key["Properties"]["EnableKeyRotation"]
    assert usable_by(key, "cloudwatch.amazonaws.com") == {"kms:Decrypt", "kms:GenerateDataKey*"}


def test_without_audit_settings_aws_defaults_hold() -> None:
    stack = DeployedStack()
    for function in stack.resources("AWS::Lambda::Function").values():
        assert not {"KmsKeyArn", "VpcConfig"} & function["Properties"].keys()
    for role in stack.resources("AWS::IAM::Role").values():
        assert role["Properties"]["Path"] == "/"
        assert "PermissionsBoundary" not in role["Properties"]
        assert role["Properties"]["ManagedPolicyArns"] == []


def test_a_customer_key_encrypts_logs_queue_topic_table_bucket_and_environment() -> None:
    stack = DeployedStack(EVERYTHING)
    assert stack.resources("AWS::KMS::Key") == {}
    for group in stack.resources("AWS::Logs::LogGroup").values():
        assert group["Properties"]["KmsKeyId"] == KEY
    for function in stack.resources("AWS::Lambda::Function").values():
        assert function["Properties"]["KmsKeyArn"] == KEY
    queue = stack.properties("MissedTicks")
    assert (queue["KmsMasterKeyId"], queue["SqsManagedSseEnabled"]) == (KEY, False)
    assert stack.properties("AlarmTopic")["KmsMasterKeyId"] == KEY
    assert stack.properties("LeaseTable")["SSESpecification"]["KMSMasterKeyId"] == KEY
    [rule] = stack.properties("FeedBucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": KEY,
    }


def test_every_role_that_uses_something_encrypted_may_use_its_key() -> None:
    stack = DeployedStack(EVERYTHING)
    roles = stack.resources("AWS::IAM::Role").keys()
    uses = {role for role in roles if KEY in map(one, allowing(stack, "kms:GenerateDataKey", role))}
    assert uses == roles
    readers = {
        role for role in roles if f"{KEY}2" in map(one, allowing(stack, "kms:Decrypt", role))
    }
    assert readers == {role for role in roles if "Ticker" not in role}


def test_functions_in_subnets_may_have_network_interfaces() -> None:
    stack = DeployedStack(EVERYTHING)
    for name, function in stack.resources("AWS::Lambda::Function").items():
        assert function["Properties"]["VpcConfig"] == {
            "SubnetIds": ["subnet-1", "subnet-2"],
            "SecurityGroupIds": ["sg-1"],
        }
        role = name.replace("Function", "Role")
        assert allowing(stack, "ec2:CreateNetworkInterface", role)
        # A function is created after its role, so the role itself must name the policy.
        attached = stack.properties(role)["ManagedPolicyArns"]
        assert "Network" in attached


def test_every_role_has_the_boundary_and_the_path() -> None:
    roles = DeployedStack(EVERYTHING).resources("AWS::IAM::Role")
    assert len(roles) == 8
    for role in roles.values():
        assert role["Properties"]["PermissionsBoundary"] == BOUNDARY
        assert role["Properties"]["Path"] == "/squad/"


def allowing(stack: DeployedStack, action: str, role: str) -> list[Resource]:
    """Return the statements that allow a role an action."""
    return [
        statement
        for owner, statement in stack.statements()
        if owner == role and action in as_list(statement["Action"])
    ]


def usable_by(key: Resource, service: str) -> set[str]:
    """Return the actions that a key's policy allows a service."""
    return {
        action
        for statement in key["Properties"]["KeyPolicy"]["Statement"]
        if statement["Principal"] == {"Service": service}
        for action in as_list(statement["Action"])
    }


def own(role: str) -> str:
    """Return the ARN of the function with a role, as a reference."""
    return role.replace("Role", "Function") + ".Arn"


def one(statement: Resource) -> str:
    [resource] = as_list(statement["Resource"])
    return str(resource)


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 (a string or a list)
    return value if isinstance(value, list) else [value]


def widgets(stack: DeployedStack) -> list[dict[str, Any]]:
    [dashboard] = stack.resources("AWS::CloudWatch::Dashboard").values()
    body: dict[str, Any] = json.loads(dashboard["Properties"]["DashboardBody"])
    return body["widgets"]  # type: ignore[no-any-return]


def metrics(stack: DeployedStack) -> list[list[Any]]:
    return [each for widget in widgets(stack) for each in widget["properties"].get("metrics", [])]


def searches(stack: DeployedStack) -> list[str]:
    found = [each[0].get("expression", "") for each in metrics(stack) if isinstance(each[0], dict)]
    return [text for text in found if "SEARCH" in text]
