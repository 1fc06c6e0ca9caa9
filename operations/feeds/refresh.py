"""One refresh of a feed: fetch, check, compare, then put in force or hold for a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kickoff.calendar import Calendar, ConfigError, load
from kickoff.calendar.loading.files import Read
from kickoff.calendar.loading.ics.content_lines import components
from kickoff.calendar.model.feed_url import FeedHeader, PublishedFeed
from operations.feeds.changes import FixtureChange, coming, fixture_changes, reason_to_hold
from operations.feeds.fetch import Fetched, FetchError, Version
from operations.feeds.mapping_changes import MappingChange, feed_mapping, mapping_changes
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

    `changes` are those of the publisher, `remapped` those of the calendar's rules since the last
    refresh. `before` and `after` are the calendars with the old and the new content. `content` is
    new.
    """

    name: str
    outcome: RefreshOutcome
    reason: str
    state: FeedState
    changes: Sequence[FixtureChange] = ()
    remapped: Sequence[MappingChange] = ()
    before: Calendar | None = None
    after: Calendar | None = None
    content: bytes = b""


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

    def refresh(self, feed: PublishedFeed, calendar: Calendar, now: datetime) -> Refreshed:
        """Refresh a feed of the calendar in force.

        Raises:
            SourceUnavailableError: the store did not answer.
        """
        state = self.store.state(feed.name)
        mapping = feed_mapping(calendar, feed.index, now)
        remapped = mapping_changes(state.mapping, mapping, now)
        found = self._refreshed(feed, calendar, now, replace(state, mapping=mapping))
        return replace(found, remapped=remapped)

    def _refreshed(
        self, feed: PublishedFeed, calendar: Calendar, now: datetime, state: FeedState
    ) -> Refreshed:
        try:
            known = Version(state.etag, state.modified)
            fetched = self.fetcher.fetch(feed.url, known, self.headers(feed.header))
            if fetched is not None:
                components(fetched.content)
        except (FetchError, ValueError) as error:
            return self._kept(feed, RefreshOutcome.FAILED, replace(state, failure=str(error)))
        state = replace(state, checked=now, failure=None)
        if fetched is None:
            outcome = RefreshOutcome.HELD if state.held else RefreshOutcome.UNCHANGED
            return self._kept(feed, outcome, state)
        state = replace(state, etag=fetched.version.etag, modified=fetched.version.modified)
        if fetched.content == self.store.accepted(feed.name):
            return self._kept(feed, RefreshOutcome.UNCHANGED, replace(state, held=None))
        fresh = Refreshed(feed.name, RefreshOutcome.ACCEPTED, "", state, content=fetched.content)
        try:
            found = self._compared(fresh, feed, calendar, now)
        except ConfigError as error:
            return self._hold(fresh, error.problems[0].message)
        excess = self._excess(found.after, now) - self._excess(found.before, now)
        if reason := found.reason or min(excess, default=""):
            return self._hold(found, reason)
        return self.accept(found, feed, now)

    def held(self, feed: PublishedFeed, calendar: Calendar, now: datetime) -> Refreshed | None:
        """Return the held content of a feed with its changes; None if nothing is held.

        Raises:
            ConfigError: the calendar cannot be read with this content.
        """
        state, content = self.store.state(feed.name), self.store.held(feed.name)
        if state.held is None or content is None:
            return None
        found = Refreshed(feed.name, RefreshOutcome.HELD, state.held, state, content=content)
        return replace(self._compared(found, feed, calendar, now), reason=state.held)

    def accept(self, found: Refreshed, feed: PublishedFeed, now: datetime) -> Refreshed:
        """Put the content of a refresh in force."""
        self.store.accept(found.name, found.content)
        mapping = feed_mapping(found.after, feed.index, now) if found.after else None
        state = replace(found.state, held=None, mapping=mapping)
        self.store.keep(found.name, state)
        return replace(found, outcome=RefreshOutcome.ACCEPTED, reason="", state=state)

    def _compared(
        self, found: Refreshed, feed: PublishedFeed, calendar: Calendar, now: datetime
    ) -> Refreshed:
        """Return a refresh with its changes, and the reason to hold it."""
        old = self._with_content(calendar, feed, self.store.accepted(feed.name))
        new = self._with_content(calendar, feed, found.content)
        before, after = (coming(each, feed.index, now) for each in (old, new))
        changes = fixture_changes(before, after, new)
        reason = reason_to_hold(before, after, changes) or ""
        return replace(found, reason=reason, changes=changes, before=old, after=new)

    def _excess(self, calendar: Calendar | None, now: datetime) -> set[str]:
        """Return the messages about the caps that a calendar exceeds."""
        try:
            if calendar is not None:
                self.check(calendar, self.location, now)
        except ConfigError as error:
            return {problem.message for problem in error.problems}
        return set()

    def _hold(self, found: Refreshed, reason: str) -> Refreshed:
        self.store.hold(found.name, found.content)
        state = replace(found.state, held=reason)
        self.store.keep(found.name, state)
        return replace(found, outcome=RefreshOutcome.HELD, reason=reason, state=state)

    def _kept(self, feed: PublishedFeed, outcome: RefreshOutcome, state: FeedState) -> Refreshed:
        self.store.keep(feed.name, state)
        return Refreshed(feed.name, outcome, state.failure or state.held or "", state)

    def _with_content(
        self, calendar: Calendar, feed: PublishedFeed, content: bytes | None
    ) -> Calendar:
        """Return the calendar in force with a content of one feed.

        Its own text is not read again: a newer text that is broken says nothing about the feed.
        """
        own = f"{self.store.folder}/{feed.file}"

        def read(location: str, most: int) -> bytes:
            if location == own and content is not None:
                return content
            if location == self.location and location in calendar.files:
                return calendar.files[location]
            return self.read(location, most)

        return load(self.location, read, feeds=self.store.folder, deployed=True)
