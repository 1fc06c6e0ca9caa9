"""One refresh of a feed: fetch, check, compare, then put in force or hold for a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kickoff.calendar import Calendar, ConfigError, load
from kickoff.calendar.loading.files import FEEDS_FOLDER, Read, resolve_import
from kickoff.calendar.loading.ics.content_lines import components
from kickoff.calendar.model.feed_url import FeedHeader, feed_file, feed_name
from kickoff.calendar.model.file_keys import ImportedCalendar
from operations.feeds.changes import FixtureChange, coming, fixture_changes, reason_to_hold
from operations.feeds.fetch import Fetched, FetchError, Version
from operations.feeds.store import FeedState, FeedStore


class RefreshOutcome(StrEnum):
    """The outcome of a refresh."""

    UNCHANGED = "unchanged"
    ACCEPTED = "accepted"
    HELD = "held"
    FAILED = "failed"


class Fetch(Protocol):
    """Fetches an address; see `Fetcher.fetch`."""

    def fetch(self, url: str, known: Version, headers: Mapping[str, str]) -> Fetched | None:
        """Return the content; None if it is the known version; raise FetchError."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The result of a refresh: its outcome with a reason, the state, and the changed fixtures.

    `before` and `after` are the calendars with the old and the new content.
    """

    name: str
    outcome: RefreshOutcome
    reason: str
    state: FeedState
    changes: Sequence[FixtureChange] = ()
    before: Calendar | None = None
    after: Calendar | None = None


@dataclass(frozen=True, slots=True)
class FeedRefresher:
    """Refreshes the feeds of the calendar at a location.

    `check` raises ConfigError if a calendar exceeds the caps of the stack.
    """

    location: str
    read: Read
    store: FeedStore
    fetcher: Fetch
    headers: Callable[[FeedHeader | None], dict[str, str]]
    check: Callable[[Calendar, str, datetime], None]

    def refresh(self, index: int, feed: ImportedCalendar, now: datetime) -> Refreshed:
        """Refresh the feed with an index in `calendars`.

        Raises:
            SourceUnavailableError: the store did not answer.
        """
        url = str(feed.url)
        name = feed_name(url)
        state = self.store.state(name)
        try:
            known = Version(state.etag, state.modified)
            fetched = self.fetcher.fetch(url, known, self.headers(feed.header))
            if fetched is not None:
                components(fetched.content)
        except (FetchError, ValueError) as error:
            return self._kept(name, RefreshOutcome.FAILED, replace(state, failure=str(error)))
        state = replace(state, checked=now, failure=None)
        if fetched is None:
            outcome = RefreshOutcome.HELD if state.held else RefreshOutcome.UNCHANGED
            return self._kept(name, outcome, state)
        state = replace(state, etag=fetched.version.etag, modified=fetched.version.modified)
        if fetched.content == self.store.accepted(name):
            return self._kept(name, RefreshOutcome.UNCHANGED, replace(state, held=None))
        return self._compare(index, feed, fetched.content, state, now)

    def accept(self, index: int, feed: ImportedCalendar, now: datetime) -> Refreshed | None:
        """Put the held content of a feed in force; None if nothing is held."""
        name = feed_name(str(feed.url))
        state, content = self.store.state(name), self.store.held(name)
        if state.held is None or content is None:
            return None
        return self._in_force(content, self._candidate(index, feed, content, state, now))

    def _compare(
        self, index: int, feed: ImportedCalendar, content: bytes, state: FeedState, now: datetime
    ) -> Refreshed:
        try:
            found = self._candidate(index, feed, content, state, now)
            assert found.after is not None  # noqa: S101 (a candidate has both calendars)
            self.check(found.after, self.location, now)
        except ConfigError as error:
            unknown = Refreshed(feed_name(str(feed.url)), RefreshOutcome.HELD, "", state)
            return self._hold(content, unknown, error.problems[0].message)
        before, after = (coming(each, index, now) for each in (found.before, found.after) if each)
        reason = reason_to_hold(before, after, found.changes)
        return self._hold(content, found, reason) if reason else self._in_force(content, found)

    def _candidate(
        self, index: int, feed: ImportedCalendar, content: bytes, state: FeedState, now: datetime
    ) -> Refreshed:
        """Return the refresh as if the content were accepted.

        Raises:
            ConfigError: the calendar cannot be read with this content.
        """
        name = feed_name(str(feed.url))
        old = self._calendar(feed, self.store.accepted(name))
        new = self._calendar(feed, content)
        changes = fixture_changes(coming(old, index, now), coming(new, index, now), new)
        return Refreshed(name, RefreshOutcome.ACCEPTED, "", state, changes, old, new)

    def _in_force(self, content: bytes, found: Refreshed) -> Refreshed:
        self.store.accept(found.name, content)
        state = replace(found.state, held=None)
        self.store.keep(found.name, state)
        return replace(found, state=state)

    def _hold(self, content: bytes, found: Refreshed, reason: str) -> Refreshed:
        self.store.hold(found.name, content)
        state = replace(found.state, held=reason)
        self.store.keep(found.name, state)
        return replace(found, outcome=RefreshOutcome.HELD, reason=reason, state=state)

    def _kept(self, name: str, outcome: RefreshOutcome, state: FeedState) -> Refreshed:
        self.store.keep(name, state)
        return Refreshed(name, outcome, state.failure or state.held or "", state)

    def _calendar(self, feed: ImportedCalendar, content: bytes | None) -> Calendar:
        """Return the calendar as it is with a content of one feed."""
        own = f"{self.store.folder}/{feed_file(str(feed.url))}"

        def read(location: str, most: int) -> bytes:
            if location == own and content is not None:
                return content
            return self.read(location, most)

        return load(self.location, read, feeds=self.store.folder, deployed=True)


def feeds_folder(location: str, setting: str | None) -> str:
    """Return the folder of fetched feeds: the setting KICKOFF_FEEDS, or one beside the calendar."""
    return setting or resolve_import(location, FEEDS_FOLDER)
