from typing import Any

from tests.template.model import Template

# Every wildcard in the template, and why a name would not do.
REASONED = {
    "*": "DescribeScalableTargets has no resource-level permissions",
    "arn:${AWS::Partition}:application-autoscaling:*:${AWS::AccountId}:scalable-target/*": (
        "the service makes a scalable target's id, and targets may be in any region"
    ),
}


def test_every_wildcard_has_a_reason_and_every_reason_a_wildcard(template: Template) -> None:
    found = {
        text
        for _, statement in template.statements()
        for text in _strings([statement["Action"], statement["Resource"]])
        if "*" in text
    }
    assert found == set(REASONED)


def test_all_resources_are_open_to_that_one_action_only(template: Template) -> None:
    actions = [
        statement["Action"]
        for _, statement in template.statements()
        if "*" in _strings(statement["Resource"])
    ]
    assert actions == ["application-autoscaling:DescribeScalableTargets"]


def test_bounds_are_registered_for_tables_and_nothing_else(template: Template) -> None:
    [statement] = _statements_for(template, "application-autoscaling:RegisterScalableTarget")
    assert statement["Condition"] == {
        "StringEquals": {"application-autoscaling:service-namespace": "dynamodb"}
    }


def test_only_named_functions_can_be_pinged_and_only_named_tables_changed(
    template: Template,
) -> None:
    ping, tick = _statements_for(template, "lambda:InvokeFunction")
    [change] = _statements_for(template, "dynamodb:UpdateTable")
    assert ping["Resource"] == {"Ref": "FunctionArns"}
    assert change["Resource"] == {"Ref": "TableArns"}
    assert tick["Resource"] == [
        {"Fn::GetAtt": "WarmerFunction.Arn"},
        {"Fn::GetAtt": "PrescalerFunction.Arn"},
    ]


def test_no_role_takes_a_managed_policy_of_wildcards(template: Template) -> None:
    for role in template.of_type("AWS::IAM::Role"):
        assert "ManagedPolicyArns" not in template.properties(role)
    for function in template.of_type("AWS::Serverless::Function"):
        properties = template.properties(function)
        assert "Policies" not in properties
        assert properties["Role"] == {
            "Fn::GetAtt": function.replace("Function", "Role") + ".Arn",
        }


def test_each_role_can_be_taken_by_its_own_service_only(template: Template) -> None:
    def principal(role: str) -> object:
        [statement] = template.properties(role)["AssumeRolePolicyDocument"]["Statement"]
        return statement["Principal"]

    assert {role: principal(role) for role in template.of_type("AWS::IAM::Role")} == {
        "WarmerRole": {"Service": "lambda.amazonaws.com"},
        "PrescalerRole": {"Service": "lambda.amazonaws.com"},
        "TickerRole": {"Service": "scheduler.amazonaws.com"},
    }


def _statements_for(template: Template, action: str) -> list[dict[str, Any]]:
    return [
        statement
        for _, statement in template.statements()
        if action in _strings(statement["Action"])
    ]


def _strings(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return [text for item in value for text in _strings(item)]
        case dict():
            return [text for item in value.values() for text in _strings(item)]
        case _:
            return []
