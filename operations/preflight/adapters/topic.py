"""Mails through a topic of SNS."""

from typing import Any

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated


def publish_mail(clients: Clients, topic: str, subject: str, text: str) -> None:
    """Send a message to all subscribers of a topic.

    Raises:
        Failure: SNS did not accept it.
    """
    with translated(f"sns:Publish to {topic.rpartition(':')[2]}"):
        client: Any = clients.client("sns")
        client.publish(TopicArn=topic, Subject=subject, Message=text)
