"""The alarms of the stack, and the subscriptions of their topic."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from kickoff.aws.clients import Clients
from kickoff.aws.place import Place
from kickoff.outcome import Outcome
from operations.preflight.adapters.calls import call
from operations.preflight.stack_facts import StackAlarm, TopicSubscriptions

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef

# SNS shows it in place of an ARN until somebody confirms, and the other after a deletion.
_PENDING, _DELETED = "PendingConfirmation", "Deleted"


def stack_alarms(
    clients: Clients, stack: str, names: Sequence[str], topic: str | None
) -> dict[str, StackAlarm] | Outcome:
    """Read alarms of a stack by their names without the stack's name; a missing one is left out.

    Without a known topic any action counts as a notification.
    """

    def read() -> dict[str, StackAlarm]:
        pages = clients.cloudwatch().get_paginator("describe_alarms")
        wanted = [f"{stack}-{name}" for name in names]
        return {
            alarm["AlarmName"].removeprefix(f"{stack}-"): _alarm(alarm, topic)
            for page in pages.paginate(AlarmNames=wanted)
            for alarm in page["MetricAlarms"]
        }

    within = partial(clients.calling, Place())
    return call(f"cloudwatch:DescribeAlarms of {stack}", read, within)


def _alarm(alarm: "MetricAlarmTypeDef", topic: str | None) -> StackAlarm:
    actions = alarm.get("AlarmActions", [])
    return StackAlarm(
        rings=alarm.get("StateValue") == "ALARM",
        judged=alarm.get("StateValue") != "INSUFFICIENT_DATA",
        enabled=alarm.get("ActionsEnabled", True),
        notifies=topic in actions if topic else bool(actions),
    )


def topic_subscriptions(clients: Clients, topic: str) -> TopicSubscriptions | Outcome:
    """Read the subscriptions of a topic by their state."""

    def read() -> TopicSubscriptions:
        client: Any = clients.client("sns")
        pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        found = [each for page in pages for each in page["Subscriptions"]]
        pending = [each["Endpoint"] for each in found if each["SubscriptionArn"] == _PENDING]
        without = {_PENDING, _DELETED}
        confirmed = sum(each["SubscriptionArn"] not in without for each in found)
        return TopicSubscriptions(confirmed, tuple(pending))

    name = topic.rpartition(":")[2]
    within = partial(clients.calling, Place())
    return call(f"sns:ListSubscriptionsByTopic of {name}", read, within)
