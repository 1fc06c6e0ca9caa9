"""A Lambda function that AppConfig calls before it deploys a calendar."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime

from kickoff.calendar import load
from kickoff.calendar.loading.files import check_size
from kickoff.calendar.sources import reader
from kickoff.environment import environment
from kickoff.pricing.caps import SpendingCaps


def handler(event: Mapping[str, str], context: object) -> None:  # noqa: ARG001 (Lambda's signature)
    """Accept a calendar by returning.

    The event has the calendar in base64 under `content`. Imports are read relative to
    `KICKOFF_CONFIG`, the place of the deployed calendar, and feeds in the folder `KICKOFF_FEEDS`.

    Raises:
        ConfigError: the calendar is invalid or exceeds a cap. AppConfig shows the message.
    """
    settings = dict(environment())
    location = settings.get("KICKOFF_CONFIG", "config.yaml")
    content = b64decode(event["content"])
    read_import = reader()

    def read(wanted: str, most: int) -> bytes:
        if wanted != location:
            return read_import(wanted, most)
        check_size(len(content), most)
        return content

    calendar = load(location, read, feeds=settings.get("KICKOFF_FEEDS") or None)
    SpendingCaps.from_environment(settings).check(calendar, location, datetime.now(UTC))
