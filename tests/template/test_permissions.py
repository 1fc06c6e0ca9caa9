import re
from dataclasses import fields
from typing import Any

import pytest

from kickoff.aws.lease_table import CALENDAR, STOP, TEXT, WARMER
from prescaler.model import Lease
from prescaler.resources.registry import KINDS
from tests.template.iam import (
    IS_TAGGED,
    NETWORK,
    TAGGED_FUNCTIONS,
    TAGGED_SERVICES,
    TAGGED_TABLES,
    TARGETS,
    strings,
)
from tests.template.model import ROOT, Template, load_template
from warmer.adapters.records import EXPIRES


def test_appconfig_may_only_read_alarms() -> None:
    [(_, statement)] = load_template("deploy/appconfig.yaml").statements()
    assert statement["Action"] == "cloudwatch:DescribeAlarms"


def test_a_member_account_allows_the_same_actions_on_targets(
    template: Template,
) -> None:
    parameters = {
        *("FunctionArns", "BareFunctionArns", "ProvisionedArns", "TableArns", "CapacityArns")
    }

    def allowed(template: Template) -> set[tuple[str, str]]:
        return {
            (action, resource)
            for _, statement in template.statements()
            for action in strings(statement["Action"])
            for resource in strings(statement["Resource"])
            if resource
            in parameters | {"*", TARGETS, TAGGED_TABLES, TAGGED_FUNCTIONS, *TAGGED_SERVICES}
            if action not in NETWORK
        }

    assert allowed(load_template("deploy/member.yaml")) == allowed(template)


def test_a_member_account_trusts_only_named_roles_with_the_external_id() -> None:
    member = load_template("deploy/member.yaml")
    [trust] = member.properties("Role")["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": {"Ref": "KickoffRoleArns"}},
        "StringEquals": {
            "Fn::If": [
                "HasExternalId",
                {"sts:ExternalId": {"Ref": "ExternalId"}},
                {"Ref": "AWS::NoValue"},
            ]
        },
    }


ALWAYS = {"sts:GetCallerIdentity"}  # needs no permission
CONDITION_KEYS = {"dynamodb:LeadingKeys"}  # are written like actions
# `kickoff check` reads the quotas of kinds, with the role of the preflight function.
CHECKED = {"kinesis:DescribeLimits"}
# `kickoff push` runs with a person's credentials.
PUSHED = {"appconfig:StartDeployment", "s3:PutObject", "ssm:PutParameter"}


@pytest.mark.parametrize(
    ("role", "packages"),
    [
        ("WarmerRole", ["warmer", "kickoff"]),
        ("PrescalerRole", ["prescaler", "kickoff"]),
        ("PreflightRole", ["operations/preflight/adapters", "kickoff"]),
    ],
)
def test_a_role_has_each_permission_that_a_message_names(
    template: Template, role: str, packages: list[str]
) -> None:
    services = {
        action.partition(":")[0]
        for _, it in template.statements()
        for action in strings(it["Action"])
    }
    named = re.compile(rf"\b(?:{'|'.join(services)}):[A-Z][A-Za-z]+")
    sources = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    asked = {action for file in sources for action in named.findall(file.read_text())}
    asked -= ALWAYS | CONDITION_KEYS
    assert len(asked) > 6
    assert template.actions("PreflightRole") >= CHECKED
    assert asked - PUSHED - CHECKED <= template.actions(role)


def test_the_function_that_reaches_the_internet_cannot_touch_capacity(template: Template) -> None:
    services = {action.partition(":")[0] for action in template.actions("FeedsRole")}
    assert services <= {
        "logs",
        "sqs",
        "dynamodb",
        "s3",
        "events",
        "ssm",
        "secretsmanager",
        "appconfig",
        "kms",
        "ec2",
    }
    writes = {each for each in template.actions("FeedsRole") if "Update" in each or "Put" in each}
    assert writes == {"dynamodb:PutItem", "events:PutEvents", "logs:PutLogEvents", "s3:PutObject"}


def test_bounds_may_be_registered_only_for_services_that_a_kind_covers(template: Template) -> None:
    [statement] = _statements_for(template, "application-autoscaling:RegisterScalableTarget")
    covered = {
        scalable.partition(":")[0]
        for kind in KINDS.all_kinds
        if kind.auto_scalable
        for scalable in kind.scalable
    }
    assert statement["Condition"] == {
        "StringEquals": {"application-autoscaling:service-namespace": sorted(covered)}
    }


def test_the_prescaler_has_the_permissions_that_each_kind_names(template: Template) -> None:
    for kind in KINDS.all_kinds:
        for action in kind.actions:
            resources = [each["Resource"] for each in _statements_for(template, action)]
            assert {"Ref": kind.arn_parameter} in resources, action


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("lambda:GetFunctionConcurrency", {"BareFunctionArns"}),
        (
            "lambda:GetFunctionConfiguration",
            {"FunctionArns", "BareFunctionArns", "ProvisionedArns"},
        ),
        ("lambda:ListAliases", {"BareFunctionArns"}),
        ("lambda:ListProvisionedConcurrencyConfigs", {"BareFunctionArns"}),
        ("lambda:GetProvisionedConcurrencyConfig", {"ProvisionedArns"}),
        ("lambda:PutProvisionedConcurrencyConfig", {"ProvisionedArns"}),
        ("lambda:DeleteProvisionedConcurrencyConfig", {"ProvisionedArns"}),
        ("dynamodb:DescribeTable", {"TableArns"}),
        ("dynamodb:UpdateTable", {"TableArns"}),
        ("s3:GetObject", {"CalendarArns"}),
        ("ssm:GetParameter", {"CalendarArns", "FeedSecretArns"}),
        ("secretsmanager:GetSecretValue", {"FeedSecretArns"}),
        ("appconfig:GetLatestConfiguration", {"CalendarArns"}),
        ("sts:AssumeRole", {"RoleArns"}),
    ],
)
def test_only_targets_named_in_parameters_may_be_read_or_changed(
    template: Template, action: str, parameters: set[str]
) -> None:
    statements = _statements_for(template, action)
    resources = [each["Resource"] for each in statements if each.get("Condition") != IS_TAGGED]
    feeds = {"Fn::Sub": "${FeedBucket.Arn}/feeds/*"}
    named = {resource["Ref"] for resource in resources if resource != feeds}
    assert named == parameters


def test_the_tag_allows_the_warmer_what_names_allow(template: Template) -> None:
    def actions(*policies: str) -> set[str]:
        return {
            action
            for policy in policies
            for statement in template.properties(policy)["PolicyDocument"]["Statement"]
            for action in strings(statement["Action"])
        }

    assert actions("WarmerTagged") == actions("WarmerPings", "Headroom")


def test_read_only_roles_change_nothing(template: Template) -> None:
    for role in ("PreflightRole", "ValidatorRole"):
        verbs = {action.partition(":")[2] for action in template.actions(role) - NETWORK}
        writes = {"CreateLogStream", "PutLogEvents", "SendMessage", "PutItem"}
        if role == "PreflightRole":
            writes |= {"BatchGetItem", "Scan", "Publish", "PutEvents"}  # of the evening's report
        others = verbs - writes - {"AssumeRole", "SimulatePrincipalPolicy"}
        others -= {"Decrypt", "GenerateDataKey"}
        assert all(
            re.match("Get|Describe|List|Select|StartConfigurationSession", verb) for verb in others
        )


def test_only_the_prescaler_uses_leases_and_the_readiness_reads_them(template: Template) -> None:
    others = {f"{kind}*" for kind in (CALENDAR, TEXT, WARMER)} | {STOP}
    for role, statement in template.statements():
        # The evening's report reads the standing leases; a scan has no keys to allow.
        reads = (role, statement["Action"]) == ("PreflightRole", "dynamodb:Scan")
        own = statement["Resource"] == {"Fn::GetAtt": "LeaseTable.Arn"}
        if own and role != "PrescalerRole" and not reads:
            [keys] = statement["Condition"]["ForAllValues:StringLike"].values()
            assert set(keys) <= others
            known = {"GetItem", "PutItem", "BatchGetItem", "UpdateItem"}
            assert set(strings(statement["Action"])) <= {f"dynamodb:{each}" for each in known}


def test_the_warmer_reads_the_order_to_stop_and_cannot_write_it(template: Template) -> None:
    allowed = {
        (role, action)
        for role, statement in template.statements()
        if STOP in strings(statement.get("Condition", {}))
        for action in strings(statement["Action"])
    }
    assert allowed == {("WarmerRole", "dynamodb:GetItem")}


def test_only_the_warmer_records_waves_and_others_read_them(template: Template) -> None:
    records = {
        role: strings(statement["Action"])
        for role, statement in template.statements()
        if f"{WARMER}*" in strings(statement.get("Condition", {}))
    }
    assert records == {
        "WarmerRole": ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
        "LearnerRole": ["dynamodb:BatchGetItem"],
        "PreflightRole": ["dynamodb:BatchGetItem"],
    }


def test_records_expire_and_no_lease_does(template: Template) -> None:
    expiry = template.properties("LeaseTable")["TimeToLiveSpecification"]
    assert expiry == {"AttributeName": EXPIRES, "Enabled": True}
    assert EXPIRES not in {field.name for field in fields(Lease)}


def test_each_role_invokes_only_its_functions(template: Template) -> None:
    invoked = [
        (role, statement["Resource"])
        for role, statement in template.statements()
        if "lambda:InvokeFunction" in strings(statement["Action"])
    ]
    warmer, *others = (
        {"Fn::GetAtt": f"{each}Function.Arn"}
        for each in ("Warmer", "Prescaler", "Learner", "Preflight")
    )
    assert invoked == [
        ("TickerRole", [warmer, *others]),
        ("FeedsTickerRole", {"Fn::GetAtt": "FeedsFunction.Arn"}),
        ("WarmerRole", warmer),  # shards of a large wave
        ("WarmerRole", {"Ref": "FunctionArns"}),
        ("WarmerRole", {"Fn::Sub": TAGGED_FUNCTIONS}),
    ]


def test_readiness_is_sent_to_the_stacks_own_topic_and_bus_only(template: Template) -> None:
    statements = {
        each["Sid"]: each
        for name in ("PreflightReady", "PreflightAlarmKey")
        for each in template.properties(name)["PolicyDocument"]["Statement"]
    }
    assert statements["Topic"]["Resource"] == {"Ref": "AlarmTopic"}
    assert statements["EncryptMail"]["Resource"] == {"Fn::GetAtt": "AlarmKey.Arn"}
    bus = strings(statements["PublishReadiness"]["Resource"])
    assert bus == [
        "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"
    ]
    assert template.resource("PreflightReady")["Condition"] == "HasReadyHour"
    assert template.resource("PreflightAlarmKey")["Condition"] == "HasReadyHourAndNoKey"


def test_no_role_has_a_managed_policy_of_aws(template: Template) -> None:
    own = {"Key", "CalendarKeys", "Network"}
    for role in template.of_type("AWS::IAM::Role"):
        attached = template.properties(role)["ManagedPolicyArns"]
        assert {each["Fn::If"][1]["Ref"] for each in attached} <= own
    for function in template.of_type("AWS::Serverless::Function"):
        properties = template.properties(function)
        assert "Policies" not in properties
        assert properties["Role"] == {
            "Fn::GetAtt": function.replace("Function", "Role") + ".Arn",
        }


def test_each_role_can_be_assumed_only_by_its_service(template: Template) -> None:
    def principal(role: str) -> object:
        [statement] = template.properties(role)["AssumeRolePolicyDocument"]["Statement"]
        return statement["Principal"]

    assert {role: principal(role) for role in template.of_type("AWS::IAM::Role")} == {
        "WarmerRole": {"Service": "lambda.amazonaws.com"},
        "PrescalerRole": {"Service": "lambda.amazonaws.com"},
        "LearnerRole": {"Service": "lambda.amazonaws.com"},
        "PreflightRole": {"Service": "lambda.amazonaws.com"},
        "ValidatorRole": {"Service": "lambda.amazonaws.com"},
        "FeedsRole": {"Service": "lambda.amazonaws.com"},
        "TickerRole": {"Service": "scheduler.amazonaws.com"},
        "FeedsTickerRole": {"Service": "scheduler.amazonaws.com"},
    }


def _statements_for(template: Template, action: str) -> list[dict[str, Any]]:
    return [
        statement
        for _, statement in template.statements()
        if action in strings(statement["Action"])
    ]
