"""The stored content of feeds: the last accepted version, a held version, and the state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from kickoff.calendar.loading.files import Read, SourceMissingError
from kickoff.calendar.model.feed_url import MAX_FEED_BYTES
from operations.feeds.mapping_changes import FeedMapping


@dataclass(frozen=True, slots=True)
class FeedState:
    """The state of a feed between refreshes.

    `checked`: the last answer of the publisher, at which the content was current. `etag` and
    `modified` belong to the content fetched last. `held` is the reason why newer content waits for
    a person. `failure` is the cause since the last answer. `mapping`: the fixtures that the rules
    of the calendar made at the last refresh.
    """

    checked: datetime | None = None
    etag: str = ""
    modified: str = ""
    held: str | None = None
    failure: str | None = None
    mapping: FeedMapping | None = None


@dataclass(frozen=True, slots=True)
class FeedStore:
    """Files in a folder, local or in S3. All methods raise SourceUnavailableError."""

    folder: str
    read: Read
    write: Callable[[str, bytes], None]

    def accepted(self, name: str) -> bytes | None:
        """Return the content in force; None if there is none yet."""
        return self._read(f"{name}.ics")

    def held(self, name: str) -> bytes | None:
        """Return the content that waits for a person."""
        return self._read(f"{name}.held.ics")

    def state(self, name: str) -> FeedState:
        """Return the state of a feed; a state that cannot be parsed is that of a new feed."""
        text = self._read(f"{name}.json")
        try:
            return _states().validate_json(text) if text else FeedState()
        except ValidationError:
            return FeedState()

    def accept(self, name: str, content: bytes) -> None:
        """Put content in force."""
        self.write(f"{self.folder}/{name}.ics", content)

    def hold(self, name: str, content: bytes) -> None:
        """Keep content for a decision."""
        self.write(f"{self.folder}/{name}.held.ics", content)

    def keep(self, name: str, state: FeedState) -> None:
        """Store the state of a feed."""
        self.write(f"{self.folder}/{name}.json", _states().dump_json(state))

    def _read(self, file: str) -> bytes | None:
        try:
            return self.read(f"{self.folder}/{file}", MAX_FEED_BYTES)
        except SourceMissingError:
            return None


def _states() -> TypeAdapter[FeedState]:
    return TypeAdapter(FeedState)
