"""The Lambda function that AppConfig asks before it deploys a calendar."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime

from kickoff.calendar import load
from kickoff.calendar.loading.files import check_size
from kickoff.calendar.sources import reader
from kickoff.environment import environment
from kickoff.pricing.caps import SpendingCaps


def handler(event: Mapping[str, str], context: object) -> None:  # noqa: ARG001 (Lambda's)
    """Accept a calendar by returning.

    The event holds it in base64 under `content`; what it imports is read from beside
    `KICKOFF_CONFIG`, where it is going to be.

    Raises:
        ConfigError: it is no calendar, or beyond a cap; AppConfig shows the message.
    """
    settings = dict(environment())
    location = settings.get("KICKOFF_CONFIG", "config.yaml")
    content = b64decode(event["content"])
    beside = reader()

    def read(wanted: str, most: int) -> bytes:
        if wanted != location:
            return beside(wanted, most)
        check_size(len(content), most)
        return content

    SpendingCaps.named(settings).check(load(location, read), location, datetime.now(UTC))
