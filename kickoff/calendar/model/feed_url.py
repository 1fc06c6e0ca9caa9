"""The address of a published feed, and the header that its publisher requires."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from kickoff.calendar.model.fields import Label, Model, rejection
from kickoff.calendar.model.times import as_text

# Content of this size, also hostile, takes up to 110 MB: `python -m benchmarks.hostile_feeds`.
MAX_FEED_BYTES = 5_000_000
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_DIGITS = 8
# Letters and digits without a pause, such as `private-0123456789abcdef` of a private calendar.
_TOKEN = re.compile(r"(?=[^\W_]*\d)[^\W_]{12,}")
_REFERENCES = ("ssm://", "secretsmanager://")


def _url(value: object) -> str:
    example = "https://example.com/league.ics"
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        usable = (
            parts is not None and parts.scheme == "https" and parts.hostname and parts.port != 0
        )
    except ValueError:
        usable = False
    if parts is None or not usable:
        raise rejection(f"an https address, such as {example}")
    if parts.username or parts.password:
        raise rejection(
            "an address without a password; give it as header: {name: ..., value: ssm://...}",
            got="an address with one",
        )
    return str(value)


def _reference(value: object) -> str:
    if not isinstance(value, str) or not value.startswith(_REFERENCES):
        raise rejection(
            "a reference to a secret: ssm://NAME or secretsmanager://NAME", got="another text"
        )
    return value


FeedUrl = Annotated[str, BeforeValidator(_url), as_text("https://example.com/league.ics")]


class FeedHeader(Model):
    """A header of the request. Its value is a secret, kept elsewhere."""

    name: Label = Field(description="Such as Authorization or X-Api-Key.")
    value: Annotated[str, BeforeValidator(_reference)] = Field(
        description="ssm://NAME or secretsmanager://NAME."
    )


def feed_name(url: str) -> str:
    """Return the name of a feed for files, metrics and the command: its host and a checksum."""
    host = _NOT_A_NAME.sub("-", (urlsplit(url).hostname or "").lower()).strip("-")
    return f"{host}-{sha256(url.encode()).hexdigest()[:_DIGITS]}"


def feed_file(url: str) -> str:
    """Return the file of a feed's last accepted content, relative to the folder of feeds."""
    return f"{feed_name(url)}.ics"


@dataclass(frozen=True, slots=True)
class PublishedFeed:
    """A feed of a calendar: its index in `calendars`, its address, and its secret header."""

    index: int
    url: str
    header: FeedHeader | None

    @property
    def name(self) -> str:
        """The name of the feed; see `feed_name`."""
        return feed_name(self.url)

    @property
    def file(self) -> str:
        """The file of its content; see `feed_file`."""
        return feed_file(self.url)

    @property
    def address(self) -> str:
        """The address without its query and its tokens."""
        return shown(self.url)


def shown(url: str) -> str:
    """Return an address without its query and its tokens, which are secrets of private feeds."""
    parts = urlsplit(url)
    names = ("..." if _TOKEN.search(each) else each for each in parts.path.split("/"))
    return f"{parts.scheme}://{parts.hostname}{'/'.join(names)}"
