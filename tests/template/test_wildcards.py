"""Wildcards in the templates: each has a reason, and those for any target ask for the tag."""

import pytest

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
from tests.template.model import Template, load_template

SERVICE_ACTIONS = {
    action
    for kind in KINDS.all_kinds
    if kind.arn_parameter == "CapacityArns"
    for action in kind.actions
}
# Every wildcard in the template, with its reason and the actions that may have it.
REASONED = {
    "*": (
        "these have no resource-level permissions, or AWS makes the names",
        {
            "application-autoscaling:DescribeScalableTargets",
            "application-autoscaling:DescribeScalingActivities",
            "application-autoscaling:DescribeScalingPolicies",
            "application-autoscaling:DescribeScheduledActions",
            "cloudwatch:GetMetricData",
            "dynamodb:DescribeLimits",
            "kinesis:DescribeLimits",
            "lambda:GetAccountSettings",
            "rds:DescribeDBInstances",
            "sagemaker:DescribeEndpointConfig",
            *NETWORK,
        },
    ),
    TAGGED_TABLES: (
        "a condition asks for the tag",
        {"dynamodb:DescribeTable", "dynamodb:UpdateTable"},
    ),
    TAGGED_FUNCTIONS: (
        "a condition asks for the tag",
        {
            "lambda:DeleteProvisionedConcurrencyConfig",
            "lambda:GetFunctionConcurrency",
            "lambda:GetFunctionConfiguration",
            "lambda:GetProvisionedConcurrencyConfig",
            "lambda:InvokeFunction",
            "lambda:ListAliases",
            "lambda:ListProvisionedConcurrencyConfigs",
            "lambda:PutProvisionedConcurrencyConfig",
        },
    ),
    **dict.fromkeys(TAGGED_SERVICES, ("a condition asks for the tag", SERVICE_ACTIONS)),
    "${FeedBucket.Arn}/feeds/*": (
        "objects are named after the feeds of the calendar, and the bucket holds nothing else",
        {"s3:GetObject", "s3:PutObject"},
    ),
    TARGETS: (
        "the service makes a scalable target's id, and targets may be in any region",
        {
            "application-autoscaling:DeleteScheduledAction",
            "application-autoscaling:PutScheduledAction",
            "application-autoscaling:RegisterScalableTarget",
        },
    ),
}


@pytest.mark.parametrize("path", ["template.yaml", "deploy/member.yaml"])
def test_every_wildcard_has_a_reason_and_every_reason_has_a_wildcard(path: str) -> None:
    found: dict[str, set[str]] = {}
    for _, statement in load_template(path).statements():
        for text in strings(statement["Resource"]):
            if "*" in text:
                found.setdefault(text, set()).update(strings(statement["Action"]))
    reasoned = {text: actions for text, (_, actions) in REASONED.items()}
    if path != "template.yaml":
        del reasoned["${FeedBucket.Arn}/feeds/*"]  # feeds are fetched at home
        reasoned["*"] -= NETWORK  # no function runs there
    assert found == reasoned


@pytest.mark.parametrize("path", ["template.yaml", "deploy/member.yaml"])
def test_a_statement_for_any_target_asks_for_the_tag(path: str) -> None:
    tagged = [
        statement
        for _, statement in load_template(path).statements()
        if set(strings(statement["Resource"])) & {TAGGED_TABLES, TAGGED_FUNCTIONS, *TAGGED_SERVICES}
    ]
    assert len(tagged) > 1
    assert all(statement["Condition"] == IS_TAGGED for statement in tagged)


def test_no_action_is_a_wildcard(template: Template) -> None:
    for _, statement in template.statements():
        assert not any("*" in action for action in strings(statement["Action"]))
        assert statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"}
