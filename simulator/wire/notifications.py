"""SNS: subscriptions and messages of topics."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.side_services import SimulatedTopic

_PAGE = 100
_MOST_SUBJECT = 100


def list_subscriptions(cloud: Cloud, parameters: Mapping[str, str]) -> str:
    """The result of ListSubscriptionsByTopic: a page of 100.

    A subscription that nobody has confirmed has the word PendingConfirmation in place of an ARN.
    """
    arn, first = parameters["TopicArn"], int(parameters.get("NextToken", "0"))
    subscribed = list(_topic(cloud, arn).confirmed.items())
    members = "".join(
        f"<member><SubscriptionArn>{_subscription(arn, address, confirmed=confirmed)}"
        f"</SubscriptionArn><Protocol>email</Protocol><Endpoint>{escape(address)}</Endpoint>"
        f"<TopicArn>{arn}</TopicArn></member>"
        for address, confirmed in subscribed[first : first + _PAGE]
    )
    more = len(subscribed) > first + _PAGE
    token = f"<NextToken>{first + _PAGE}</NextToken>" if more else ""
    return f"<Subscriptions>{members}</Subscriptions>{token}"


def publish(cloud: Cloud, parameters: Mapping[str, str]) -> str:
    """The result of Publish. A subject is one line of ASCII with fewer than 100 characters."""
    topic, subject = _topic(cloud, parameters["TopicArn"]), parameters.get("Subject", "")
    if len(subject) >= _MOST_SUBJECT or not (subject.isascii() and subject.isprintable()):
        raise ServiceError("InvalidParameter", "Invalid parameter: Subject", status=400)
    topic.messages.append(parameters)
    return f"<MessageId>{uuid5(NAMESPACE_URL, str(len(topic.messages)))}</MessageId>"


def _topic(cloud: Cloud, arn: str) -> SimulatedTopic:
    topic = cloud.side.topics.get(arn)
    if topic is None:
        raise ServiceError("NotFound", "Topic does not exist", status=404)
    return topic


def _subscription(topic: str, address: str, *, confirmed: bool) -> str:
    return f"{topic}:{uuid5(NAMESPACE_URL, address)}" if confirmed else "PendingConfirmation"
