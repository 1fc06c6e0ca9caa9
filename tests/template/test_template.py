import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kickoff.calendar import TableTarget, load
from operations.permissions.stack_parameters import (
    StackAccount,
    home_parameters,
    member_parameters,
)
from operations.preflight.handler import EVENING
from operations.preflight.stack_facts import FEED_ALARMS, NEEDED_ALARMS
from tests.template.build import SAM, run
from tests.template.iam import strings
from tests.template.model import ROOT, Template, load_template

FUNCTIONS = {
    "WarmerFunction": "warmer.handler",
    "PrescalerFunction": "prescaler.handler",
    "LearnerFunction": "operations.learning.handler",
    "PreflightFunction": "operations.preflight.handler",
    "FeedsFunction": "operations.feeds.handler",
    "ValidatorFunction": "kickoff.validator",
}
TICKING = ["WarmerFunction", "PrescalerFunction"]

ROLES = {
    "KICKOFF_WARMER_ROLE": {"Fn::GetAtt": "WarmerRole.Arn"},
    "KICKOFF_PRESCALER_ROLE": {"Fn::GetAtt": "PrescalerRole.Arn"},
}
MISSED = {"Fn::GetAtt": "MissedTicks.Arn"}
BOUNDS = {"baseline": 5, "max": 50}

every_function = pytest.mark.parametrize("function", FUNCTIONS)
both_functions = pytest.mark.parametrize("function", TICKING)


@pytest.mark.parametrize("path", ["template.yaml", "deploy/member.yaml", "deploy/appconfig.yaml"])
def test_sam_validates_a_template(path: str) -> None:
    assert "is a valid SAM Template" in run(SAM, "validate", "--lint", "--template", path)


@pytest.mark.parametrize("path", ["template.yaml", "deploy/member.yaml"])
def test_the_output_of_kickoff_iam_has_parameters_of_the_template(path: str) -> None:
    here, role = (
        StackAccount("123456789012", "eu-west-1"),
        "arn:aws:iam::123456789012:role/team/kickoff",
    )
    table = TableTarget.model_validate({"table": "bets", "role_arn": role, "read": BOUNDS})
    calendar = replace(load(ROOT / "config.yaml"), targets={"bets": table})
    parameters = member_parameters(calendar, role, "eu-west-1", "squad")
    if path == "template.yaml":
        parameters = home_parameters(calendar, "config.yaml", here, "squad")
    assert parameters.keys() <= load_template(path).document["Parameters"].keys()


def test_the_template_has_exactly_these_functions(template: Template) -> None:
    assert template.of_type("AWS::Serverless::Function") == list(FUNCTIONS)


@every_function
def test_each_function_has_its_handler_and_runtime(template: Template, function: str) -> None:
    properties = template.properties(function)
    assert properties["Handler"] == f"{FUNCTIONS[function]}.handler"
    assert properties["Runtime"] == "python3.13"
    assert properties["Architectures"] == ["arm64"]
    assert template.resource(function)["Metadata"] == {"BuildMethod": "makefile"}


@both_functions
def test_each_function_ticks_on_whole_minutes_with_the_scheduled_time(
    template: Template, function: str
) -> None:
    event = template.properties(function)["Events"]["EveryMinute"]
    schedule = event["Properties"]
    assert event["Type"] == "ScheduleV2"
    assert schedule["ScheduleExpression"] == "cron(* * * * ? *)"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert json.loads(schedule["Input"]) == {"scheduled_time": "<aws.scheduler.scheduled-time>"}


def test_learning_runs_once_a_day_beside_the_ticks(
    template: Template,
) -> None:
    for function in TICKING:
        assert list(template.properties(function)["Events"]) == ["EveryMinute"]
    learner = template.properties("LearnerFunction")
    schedule = learner["Events"]["Daily"]["Properties"]
    assert schedule["ScheduleExpression"] == "cron(17 3 * * ? *)"
    assert json.loads(schedule["Input"]) == {"scheduled_time": "<aws.scheduler.scheduled-time>"}
    assert "ReservedConcurrentExecutions" not in learner


def test_readiness_is_sent_once_an_evening_if_an_hour_is_given(template: Template) -> None:
    assert template.document["Parameters"]["ReadyHour"]["Default"] == ""
    schedule = template.properties("ReadySchedule")
    assert template.resource("ReadySchedule")["Condition"] == "HasReadyHour"
    assert schedule["ScheduleExpression"] == {"Fn::Sub": "cron(0 ${ReadyHour} * * ? *)"}
    assert schedule["ScheduleExpressionTimezone"] == {"Ref": "ReadyZone"}
    target = schedule["Target"]
    assert target["Arn"] == {"Fn::GetAtt": "PreflightFunction.Arn"}
    assert json.loads(target["Input"]) == {
        "scheduled_time": "<aws.scheduler.scheduled-time>",
        "task": EVENING,
    }
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": "MissedTicks.Arn"}}


@pytest.mark.parametrize("hour", ["", "0", "9", "18", "23"])
def test_the_parameter_for_readiness_takes_an_hour_or_nothing(
    template: Template, hour: str
) -> None:
    assert re.fullmatch(template.document["Parameters"]["ReadyHour"]["AllowedPattern"], hour)


@pytest.mark.parametrize("text", ["24", "6pm", "-1", "18:00"])
def test_the_parameter_for_readiness_takes_nothing_else(template: Template, text: str) -> None:
    pattern = template.document["Parameters"]["ReadyHour"]["AllowedPattern"]
    assert re.fullmatch(pattern, text) is None


def test_readiness_reads_the_alarms_of_this_template(template: Template) -> None:
    names = {f"${{AWS::StackName}}-{name}" for name in (*NEEDED_ALARMS, *FEED_ALARMS)}
    alarms = template.of_type("AWS::CloudWatch::Alarm")
    named = {each: template.properties(each)["AlarmName"]["Fn::Sub"] for each in alarms}
    assert set(named.values()) == names
    [statement] = [
        each
        for each in template.properties("PreflightReady")["PolicyDocument"]["Statement"]
        if each["Sid"] == "Alarms"
    ]
    allowed = {text for text in strings(statement["Resource"]) if text.endswith(".Arn")}
    assert allowed == {f"{each}.Arn" for each in alarms}


@pytest.mark.parametrize(("function", "retries"), [("WarmerFunction", 1), ("PrescalerFunction", 0)])
def test_a_tick_is_not_delivered_after_its_minute(
    template: Template, function: str, retries: int
) -> None:
    event = template.properties(function)["Events"]["EveryMinute"]
    assert event["Properties"]["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": 60,
        "MaximumRetryAttempts": retries,
    }


@both_functions
def test_a_failed_tick_is_kept_and_not_retried(template: Template, function: str) -> None:
    assert template.properties(function)["EventInvokeConfig"] == {
        "MaximumEventAgeInSeconds": 60,
        "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": MISSED}},
    }


@both_functions
def test_an_undelivered_tick_is_kept(template: Template, function: str) -> None:
    event = template.properties(function)["Events"]["EveryMinute"]
    assert event["Properties"]["DeadLetterConfig"] == {"Arn": MISSED}


def test_each_role_with_ticks_may_write_to_the_queue_of_missed_ticks(template: Template) -> None:
    writers = {role for role, it in template.statements() if it["Action"] == "sqs:SendMessage"}
    assert writers == {
        "WarmerRole",
        "PrescalerRole",
        "LearnerRole",
        "PreflightRole",
        "TickerRole",
    } | {
        "FeedsRole",
        "FeedsTickerRole",
    }


def test_only_one_prescaler_runs_at_once_but_several_warmers_may(template: Template) -> None:
    assert template.properties("PrescalerFunction")["ReservedConcurrentExecutions"] == 1
    assert "ReservedConcurrentExecutions" not in template.properties("WarmerFunction")


@pytest.mark.parametrize("function", ["LearnerFunction", "PreflightFunction"])
def test_a_failed_daily_run_is_retried(template: Template, function: str) -> None:
    daily = template.properties(function)
    assert daily["EventInvokeConfig"]["MaximumRetryAttempts"] == 2
    assert daily["Events"]["Daily"]["Properties"]["RetryPolicy"]["MaximumRetryAttempts"] == 2


def test_the_validator_is_not_retried(template: Template) -> None:
    assert "EventInvokeConfig" not in template.properties("ValidatorFunction")


def test_the_parameters_of_the_appconfig_template_are_outputs_of_the_stack(
    template: Template,
) -> None:
    parameters = load_template("deploy/appconfig.yaml").document["Parameters"].keys()
    outputs = template.document["Outputs"].keys()
    assert parameters - outputs <= template.document["Parameters"].keys()
    assert parameters & outputs == {"ValidatorArn", "CalendarAlarmArn"}


@pytest.mark.parametrize("path", ["deploy/member.yaml", "deploy/appconfig.yaml"])
def test_a_role_of_another_template_has_its_path_and_boundary_too(path: str) -> None:
    other = load_template(path)
    [role] = other.of_type("AWS::IAM::Role")
    properties = other.properties(role)
    assert properties["Path"] == {"Ref": "RolePath"}
    boundary = {"Ref": "PermissionsBoundary"}
    assert properties["PermissionsBoundary"] == {
        "Fn::If": ["HasBoundary", boundary, {"Ref": "AWS::NoValue"}]
    }


def test_without_an_alarm_appconfig_watches_nothing() -> None:
    monitors = load_template("deploy/appconfig.yaml").properties("Environment")["Monitors"]
    condition, watched, unwatched = monitors["Fn::If"]
    assert condition == "IsWatched"
    assert [each["AlarmArn"] for each in watched] == [{"Ref": "CalendarAlarmArn"}]
    assert unwatched == []


def test_only_appconfig_may_invoke_the_validator(template: Template) -> None:
    permission = template.properties("ValidatorPermission")
    assert permission["Principal"] == "appconfig.amazonaws.com"
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}


@both_functions
def test_a_tick_ends_before_the_next_begins(template: Template, function: str) -> None:
    assert template.properties(function)["Timeout"] < 60


@pytest.mark.parametrize(
    ("function", "more"),
    [
        ("WarmerFunction", {}),
        ("PrescalerFunction", {"KICKOFF_EVENT_BUS": "default"}),
        ("LearnerFunction", {}),
        (
            "PreflightFunction",
            ROLES
            | {
                "KICKOFF_EVENT_BUS": "default",
                "KICKOFF_TARGET_TAG": {"Ref": "TargetTag"},
                "KICKOFF_ALARM_TOPIC": {"Ref": "AlarmTopic"},
            },
        ),
        ("FeedsFunction", {"KICKOFF_EVENT_BUS": "default"}),
        ("ValidatorFunction", {}),
    ],
)
def test_the_environment_has_addresses_and_no_secrets(
    template: Template, function: str, more: dict[str, object]
) -> None:
    assert template.properties(function)["Environment"]["Variables"] == {
        "KICKOFF_STACK": {"Ref": "AWS::StackName"},
        "KICKOFF_CONFIG": {"Ref": "Calendar"},
        "KICKOFF_LEASE_TABLE": {"Ref": "LeaseTable"},
        "KICKOFF_FEEDS": {"Fn::If": ["HasFeeds", {"Fn::Sub": "s3://${FeedBucket}/feeds"}, ""]},
        "KICKOFF_MOST_UNITS": {"Ref": "MostUnits"},
        "KICKOFF_MOST_DOLLARS_A_DAY": {"Ref": "MostDollarsADay"},
        **more,
    }


def test_feeds_are_fetched_every_15_minutes(template: Template) -> None:
    [schedule] = template.properties("FeedsFunction")["Events"].values()
    assert schedule["Properties"]["ScheduleExpression"] == "cron(*/15 * * * ? *)"


def test_everything_for_feeds_exists_only_with_a_feed(template: Template) -> None:
    for name, resource in template.document["Resources"].items():
        if name.startswith("Feed"):
            assert resource["Condition"].startswith("HasFeed"), name


def test_missed_ticks_expire(template: Template) -> None:
    queue = template.properties("MissedTicks")
    assert queue["MessageRetentionPeriod"] == timedelta(days=14).total_seconds()


def test_the_lease_table_outlives_the_stack_and_can_be_restored(template: Template) -> None:
    table = template.resource("LeaseTable")
    properties = table["Properties"]
    assert properties["KeySchema"] == [{"AttributeName": "lease", "KeyType": "HASH"}]
    assert properties["AttributeDefinitions"] == [{"AttributeName": "lease", "AttributeType": "S"}]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"]["SSEEnabled"]


@every_function
def test_each_function_logs_json_to_its_own_group_that_expires(
    template: Template, function: str
) -> None:
    logging = template.properties(function)["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"
    group = logging["LogGroup"]["Ref"]
    assert group == function.replace("Function", "Logs")
    assert template.properties(group)["RetentionInDays"] == 30


@pytest.mark.parametrize("path", ["template.yaml", "deploy/member.yaml", "deploy/appconfig.yaml"])
def test_no_arn_names_a_partition(path: str) -> None:
    lines = (ROOT / path).read_text().splitlines()
    assert [line for line in lines if "arn:aws" in line.partition("#")[0]] == []
