"""EventBridge, EventBridge Scheduler, S3, Parameter Store, SNS, IAM and alarms."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.side_services import SimulatedAlarm, SimulatedTopic
from tests.unit.simulator.conftest import ONCE

EVENT = {"Source": "kickoff", "DetailType": "Capacity Change", "Detail": "{}"}
Open = Callable[[str], Any]


@pytest.fixture
def client(session: boto3.Session, url: str) -> Iterator[Open]:
    """Open a client of a service."""
    open_client: Callable[..., Any] = session.client
    with ExitStack() as stack:
        yield lambda service: stack.enter_context(
            closing(open_client(service, config=ONCE, endpoint_url=url))
        )


def refused(call: Callable[..., object], **parameters: object) -> tuple[str, str, int]:
    """Return the code, the message and the HTTP status of a refused call."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    answer = error.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return answer["Error"]["Code"], answer["Error"]["Message"], status


def test_an_event_reaches_its_bus(cloud: Cloud, client: Open) -> None:
    events = client("events")
    events.create_event_bus(Name="matches")
    arn = events.describe_event_bus(Name="matches")["Arn"]
    for bus in ("matches", arn):
        assert events.put_events(Entries=[EVENT | {"EventBusName": bus}])["FailedEntryCount"] == 0
    events.put_events(Entries=[EVENT])
    assert [len(each) for each in cloud.side.buses.values()] == [1, 2]


def test_an_event_to_a_missing_bus_is_accepted_and_lost(cloud: Cloud, client: Open) -> None:
    answer = client("events").put_events(Entries=[EVENT | {"EventBusName": "nowhere"}])
    assert answer["FailedEntryCount"] == 0
    assert answer["Entries"][0]["EventId"]
    assert cloud.side.buses == {"default": []}


def test_a_missing_bus_is_not_found(client: Open) -> None:
    code, message, _ = refused(client("events").describe_event_bus, Name="nowhere")
    assert (code, message) == (
        "ResourceNotFoundException",
        "Event bus nowhere does not exist.",
    )


def schedule(client: Open, expression: str) -> str:
    """Create a schedule and return its ARN."""
    answer = client("scheduler").create_schedule(
        Name="tick",
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": "arn:aws:lambda:eu-west-1:123456789012:function:tick",
            "RoleArn": "arn:aws:iam::123456789012:role/tick",
        },
    )
    return str(answer["ScheduleArn"])


@pytest.mark.parametrize(
    "expression",
    [
        "cron(*/15 * * * ? *)",
        "cron(0 1 ? * MON-FRI *)",
        "rate(5 minutes)",
        "at(2027-01-01T00:00:00)",
    ],
)
def test_a_schedule_is_created(client: Open, expression: str) -> None:
    assert schedule(client, expression).endswith(":schedule/default/tick")


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 1 * * * *)",
        "cron(0 1 ? * ? *)",
        "cron(71 8 1 * ? *)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(0 1)",
        "rate(10 seconds)",
        "rate(0 minutes)",
        "rate()",
        "at(2021-12-31T23:59:59Z)",
        "at(2021-12-31)",
        "daily",
    ],
)
def test_an_invalid_schedule_expression_is_refused(client: Open, expression: str) -> None:
    code, message, status = refused(lambda: schedule(client, expression))
    assert (code, message, status) == (
        "ValidationException",
        f"Invalid Schedule Expression {expression}.",
        400,
    )


def test_an_unchanged_object_is_not_sent_again(client: Open) -> None:
    s3 = client("s3")
    s3.create_bucket(
        Bucket="calendars", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    tag = s3.put_object(Bucket="calendars", Key="a/b.yaml", Body=b"version: 1")["ETag"]
    found = s3.get_object(Bucket="calendars", Key="a/b.yaml")
    assert (found["Body"].read(), found["ContentLength"], found["ETag"]) == (b"version: 1", 10, tag)
    unchanged = refused(s3.get_object, Bucket="calendars", Key="a/b.yaml", IfNoneMatch=tag)
    assert unchanged == ("304", "Not Modified", 304)
    s3.put_object(Bucket="calendars", Key="a/b.yaml", Body=b"version: 2")
    changed = s3.get_object(Bucket="calendars", Key="a/b.yaml", IfNoneMatch=tag)
    assert changed["Body"].read() == b"version: 2"


def test_a_missing_bucket_or_key_is_not_found(client: Open) -> None:
    s3 = client("s3")
    missing = refused(s3.get_object, Bucket="calendars", Key="a")
    assert missing == ("NoSuchBucket", "The specified bucket does not exist", 404)
    s3.create_bucket(Bucket="calendars")
    assert refused(s3.get_object, Bucket="calendars", Key="a")[0] == "NoSuchKey"
    assert refused(s3.get_object, Bucket="calendars", Key="a", VersionId="1")[0] == "NotImplemented"


def test_a_parameter_is_found_by_name_and_by_arn(client: Open) -> None:
    ssm = client("ssm")
    answer = ssm.put_parameter(Name="/kickoff/calendar", Value="version: 1", Type="String")
    assert (answer["Tier"], answer["Version"]) == ("Standard", 1)
    parameter = ssm.get_parameter(Name="/kickoff/calendar", WithDecryption=True)["Parameter"]
    assert (parameter["Value"], parameter["Version"]) == ("version: 1", 1)
    assert ssm.get_parameter(Name=parameter["ARN"])["Parameter"] == parameter


def test_a_parameter_is_replaced_only_when_asked(client: Open) -> None:
    ssm = client("ssm")
    ssm.put_parameter(Name="calendar", Value="1", Type="String")
    code, _, _ = refused(ssm.put_parameter, Name="calendar", Value="2")
    assert code == "ParameterAlreadyExists"
    assert ssm.put_parameter(Name="calendar", Value="2", Overwrite=True)["Version"] == 2
    assert ssm.get_parameter(Name="calendar")["Parameter"]["Value"] == "2"
    assert refused(ssm.get_parameter, Name="nothing")[0] == "ParameterNotFound"


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("events", "PutEvents", lambda each: each.put_events(Entries=[EVENT])),
        ("ssm", "GetParameter", lambda each: each.get_parameter(Name="a")),
        ("s3", "GetObject", lambda each: each.get_object(Bucket="a", Key="b")),
    ],
)
def test_every_small_service_can_fail(
    cloud: Cloud, client: Open, service: str, operation: str, call: Callable[[Any], object]
) -> None:
    cloud.faults.next(f"{service}.{operation}", Fault.DENIED)
    code, _, _ = refused(lambda: call(client(service)))
    assert code in {"AccessDenied", "AccessDeniedException"}


TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


def test_a_subscription_has_no_arn_until_somebody_confirms_it(cloud: Cloud, client: Open) -> None:
    cloud.side.topics[TOPIC] = SimulatedTopic({"a@example.com": True, "b@example.com": False})
    found = client("sns").list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"]
    arns = {each["Endpoint"]: each["SubscriptionArn"] for each in found}
    assert arns["a@example.com"].startswith(f"{TOPIC}:")
    assert arns["b@example.com"] == "PendingConfirmation"


def test_subscriptions_come_in_pages_of_a_hundred(cloud: Cloud, client: Open) -> None:
    addresses = [f"{number}@example.com" for number in range(250)]
    cloud.side.topics[TOPIC] = SimulatedTopic(dict.fromkeys(addresses, True))
    pages = client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=TOPIC)
    assert [len(page["Subscriptions"]) for page in pages] == [100, 100, 50]


def test_a_message_reaches_its_topic(cloud: Cloud, client: Open) -> None:
    cloud.side.topics[TOPIC] = SimulatedTopic()
    client("sns").publish(TopicArn=TOPIC, Subject="GO", Message="Leeds v Derby, ü")
    [message] = cloud.side.topics[TOPIC].messages
    assert (message["Subject"], message["Message"]) == ("GO", "Leeds v Derby, ü")


@pytest.mark.parametrize("subject", ["ü", "two\nlines", "x" * 100])
def test_a_subject_is_one_short_line_of_ascii(cloud: Cloud, client: Open, subject: str) -> None:
    cloud.side.topics[TOPIC] = SimulatedTopic()
    code, _, status = refused(
        client("sns").publish, TopicArn=TOPIC, Subject=subject, Message="text"
    )
    assert (code, status) == ("InvalidParameter", 400)
    assert cloud.side.topics[TOPIC].messages == []


def test_a_missing_topic_is_not_found(client: Open) -> None:
    code, _, status = refused(client("sns").list_subscriptions_by_topic, TopicArn=TOPIC)
    assert (code, status) == ("NotFound", 404)


def test_a_denied_call_of_sns_has_its_own_name(cloud: Cloud, client: Open) -> None:
    cloud.faults.next("sns.Publish", Fault.DENIED)
    code, _, status = refused(client("sns").publish, TopicArn=TOPIC, Message="text")
    assert (code, status) == ("AuthorizationError", 403)


def test_alarms_are_found_by_their_names(cloud: Cloud, client: Open) -> None:
    cloud.side.alarms["silent"] = SimulatedAlarm("ALARM", enabled=False, actions=(TOPIC,))
    found = client("cloudwatch").describe_alarms(AlarmNames=["silent", "missing"])
    [alarm] = found["MetricAlarms"]
    assert (alarm["AlarmName"], alarm["StateValue"], alarm["ActionsEnabled"]) == (
        "silent",
        "ALARM",
        False,
    )
    assert alarm["AlarmActions"] == [TOPIC]


def test_a_hundred_alarms_are_the_most_of_a_call(client: Open) -> None:
    names = [f"alarm-{number}" for number in range(101)]
    code, _, _ = refused(client("cloudwatch").describe_alarms, AlarmNames=names)
    assert code == "ValidationException"


def test_a_simulation_denies_what_a_principal_may_not(cloud: Cloud, client: Open) -> None:
    role, table = "arn:aws:iam::123456789012:role/prescaler", "arn:aws:dynamodb:::table/prices"
    cloud.side.denied.add((role, "dynamodb:UpdateTable"))
    found = client("iam").simulate_principal_policy(
        PolicySourceArn=role,
        ActionNames=["dynamodb:DescribeTable", "dynamodb:UpdateTable"],
        ResourceArns=[table],
    )
    decisions = {
        each["EvalActionName"]: each["EvalDecision"] for each in found["EvaluationResults"]
    }
    assert decisions == {
        "dynamodb:DescribeTable": "allowed",
        "dynamodb:UpdateTable": "implicitDeny",
    }
