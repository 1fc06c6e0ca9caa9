"""Secret headers of feeds, read from SSM or Secrets Manager. Their values are never logged."""

from collections.abc import Callable

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS, error_name
from kickoff.calendar.model.feed_url import FeedHeader
from operations.feeds.fetch import FetchError


def header_reader(clients: Clients) -> Callable[[FeedHeader | None], dict[str, str]]:
    """Return a function that returns the headers of a feed; it raises FetchError."""

    def read(header: FeedHeader | None) -> dict[str, str]:
        if header is None:
            return {}
        try:
            return {header.name: _value(clients, header.value)}
        except AWS_ERRORS as error:
            message = f"the secret {header.value} cannot be read: {error_name(error)}"
            raise FetchError(message) from error

    return read


def _value(clients: Clients, reference: str) -> str:
    service, _, name = reference.partition("://")
    if service == "ssm":
        found = clients.client("ssm").get_parameter(Name=name, WithDecryption=True)
        return str(found["Parameter"]["Value"])
    return str(clients.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
