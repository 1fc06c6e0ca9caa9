"""The Lambda function that fetches the feeds of the calendar. It cannot change capacity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from aws_lambda_powertools import Logger

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import SourceUnavailableError, feeds_folder
from kickoff.calendar.sources import Source, reader, write
from kickoff.deployment import deployed
from kickoff.environment import environment
from kickoff.observability import make_logger, publish
from kickoff.outcome import Failure
from kickoff.pricing.caps import SpendingCaps
from kickoff.tick import begin
from operations.feeds.events import feed_events
from operations.feeds.fetch import Fetcher
from operations.feeds.refresh import (
    FeedRefresher,
    Fetch,
    Refreshed,
    RefreshOutcome,
)
from operations.feeds.secret_headers import header_reader
from operations.feeds.store import FeedStore
from prescaler.adapters.events import EventPublisher

SERVICE = "feeds"
_DETAIL_TYPE = "Fixture Change"


def handler(event: Mapping[str, object], context: object) -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Refresh every feed once. One feed's failure does not stop the others.

    Returns:
        `{"at": the instant, "feeds": [{"feed", "outcome", "reason", "changes"}]}`.
    """
    application = make_application(environment())
    return application.run(event, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class FeedApplication:
    """The objects kept between invocations. `region` is the function's own."""

    source: Source
    refresher: FeedRefresher
    events: EventPublisher | None
    logger: Logger
    region: str | None = None

    def run(self, event: Mapping[str, object], now: datetime) -> dict[str, Any]:
        """Refresh the feeds of the calendar in force, publish and report."""
        tick = begin(event, self.source, SERVICE, now)
        results: list[Refreshed] = []
        errors: list[str] = []
        for feed in tick.calendar.published:
            try:
                results.append(self.refresher.refresh(feed, tick.calendar, tick.at))
            except SourceUnavailableError as error:
                errors.append(f"{feed.address}: the store of feeds did not answer: {error}")
        errors += self._send(results, tick.at)
        self._report(results, errors, tick.at)
        return {"at": tick.at.isoformat(), "feeds": [_line(each) for each in results]}

    def _send(self, results: Sequence[Refreshed], at: datetime) -> list[str]:
        if self.events is None:
            return []
        errors = []
        for each in results:
            try:
                self.events.send(feed_events(each, at, self.region), _DETAIL_TYPE)
            except Failure as failure:
                errors.append(f"{each.name}: events were not sent: {failure.outcome.message}")
        return errors

    def _report(self, results: Sequence[Refreshed], errors: Sequence[str], at: datetime) -> None:
        failed = [each for each in results if each.outcome is RefreshOutcome.FAILED]
        held = sum(each.state.held is not None for each in results)
        counts = {"FeedErrors": len(failed) + len(errors), "FeedsHeld": held}
        ages: list[float] = []
        for each in results:
            if each.state.checked is not None:
                age = (at - each.state.checked).total_seconds()
                publish({"Feed": each.name}, seconds={"FeedAge": age})
                ages.append(age)
            level = self.logger.info
            if each.outcome in {RefreshOutcome.FAILED, RefreshOutcome.HELD}:
                level = self.logger.warning
            level("refreshed", extra=_line(each))
        publish({"Service": SERVICE}, counts=counts, seconds={"FeedAge": max(ages, default=0)})
        for error in errors:
            self.logger.error("the refresh is incomplete", extra={"reason": error})


def _line(refreshed: Refreshed) -> dict[str, Any]:
    return {
        "feed": refreshed.name,
        "outcome": refreshed.outcome.value,
        "reason": refreshed.reason,
        "changes": [f"{change.kind} {change.name}" for change in refreshed.changes],
    }


@lru_cache(maxsize=1)  # the environment of a Lambda process does not change
def make_application(
    variables: frozenset[tuple[str, str]], fetcher: Fetch | None = None
) -> FeedApplication:
    """Return the application for an environment; tests pass a fetcher of their own."""
    named, aws = dict(variables), Aws()
    clients, bus = Clients(aws), named.get("KICKOFF_EVENT_BUS")
    location, read = named.get("KICKOFF_CONFIG", "config.yaml"), reader()
    store = FeedStore(feeds_folder(location, named.get("KICKOFF_FEEDS")), read, write)
    refresher = FeedRefresher(
        location,
        read,
        store,
        fetcher or Fetcher(),
        header_reader(clients),
        SpendingCaps.from_environment(named).check,
    )
    events = EventPublisher(clients, bus) if bus else None
    logger, region = make_logger(SERVICE), named.get("AWS_REGION")
    return FeedApplication(deployed(named, aws), refresher, events, logger, region)
