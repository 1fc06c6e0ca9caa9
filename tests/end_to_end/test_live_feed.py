"""A feed on an https server moves a kick-off at noon, and capacity follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kickoff.calendar import load
from kickoff.environment import environment
from operations.feeds.handler import make_application
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.day.account import build_account
from simulator.delays import Delays
from simulator.lambda_runtime import HandlerRuntime, aws_environment
from simulator.server import serve
from tests.unit.operations.feeds.publisher import Answer, Publisher, feed, publishing

_START = datetime(2026, 12, 5, 11, 30, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_EVERY = timedelta(minutes=15)
_CALENDAR = """\
version: 1
timezone: UTC
targets:
  prices: {{table: prices, read: {{baseline: 50, max: 4000}}}}
profiles:
  match: {{lasts: 2h, lead: 20m, demand: {{prices: {{read: 1200}}}}}}
calendars:
- {{url: {url}, profile: match}}
"""


class _Deployment:
    """The prescaler every minute, and the fetching function every 15 minutes."""

    def __init__(self, cloud: Cloud, publisher: Publisher) -> None:
        self.cloud = cloud
        self._runtime = HandlerRuntime(("prescaler.handler.handler",), 50)
        self._feeds = make_application(environment(), publisher.fetcher(seconds=1))

    def run(self, until: datetime) -> None:
        """Run to an instant."""
        while self.cloud.now < until:
            at = self.cloud.now
            event = {"scheduled_time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
            if (at - _START) % _EVERY == timedelta():
                self._feeds.run(event, at)
            self._runtime.invoke(event)
            self.cloud.advance(at + _MINUTE)

    def capacity(self) -> int:
        """Return the read capacity of the table."""
        return self.cloud.capacity("prices", "read")


@contextmanager
def _deployed(folder: Path, publisher: Publisher) -> Iterator[_Deployment]:
    path = folder / "config.yaml"
    path.write_text(_CALENDAR.format(url=publisher.url()))
    cloud = build_account(load(path), Clock(_START), Delays(), 70.0)
    cloud.add_table("kickoff-leases", read=5, write=5, key="lease")
    with (
        serve(cloud) as url,
        aws_environment(
            AWS_ENDPOINT_URL=url, KICKOFF_CONFIG=str(path), KICKOFF_LEASE_TABLE="kickoff-leases"
        ),
    ):
        yield _Deployment(cloud, publisher)


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    """A publisher of one match at 15:00."""
    with publishing(tmp_path / "publisher") as running:
        running.publish(feed(("Leeds v Derby", "20261205T150000Z")), ETag='"1"')
        yield running


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 5, hour, minute, tzinfo=UTC)


def test_capacity_follows_a_kickoff_that_moves_at_noon(
    tmp_path: Path, publisher: Publisher
) -> None:
    with _deployed(tmp_path, publisher) as day:
        day.run(_at(12))
        publisher.publish(feed(("Leeds v Derby", "20261205T170000Z")), ETag='"2"')
        day.run(_at(15, 30))
        assert day.capacity() == 50
        day.run(_at(16, 55))
        assert day.capacity() == 1200
    assert len(publisher.requests) == 22
    assert [headers.get("if-none-match") for _, headers in publisher.requests[1:4]] == [
        '"1"',
        '"1"',
        '"2"',
    ]


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_match_that_is_cancelled_or_removed_in_its_window_comes_down_at_once(
    tmp_path: Path, publisher: Publisher, *, cancelled: bool
) -> None:
    match = ("Leeds v Derby", "20261205T150000Z")
    with _deployed(tmp_path, publisher) as day:
        day.run(_at(14, 59))
        assert day.capacity() == 1200
        publisher.publish(feed(match, status="CANCELLED") if cancelled else feed(), ETag='"2"')
        day.run(_at(15, 10))
        assert day.capacity() == 50


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503),
        Answer(302, {"Location": "https://169.254.169.254/latest"}),
        Answer(body=b"x" * 65_536, endless=True),
        Answer(body=b"BEGIN:VCALENDAR\r\n" + b"x" * 100),
    ],
    ids=["away", "redirect to metadata", "endless", "not a feed"],
)
def test_a_publisher_that_turns_hostile_leaves_the_last_content(
    tmp_path: Path, publisher: Publisher, answer: Answer
) -> None:
    with _deployed(tmp_path, publisher) as day:
        day.run(_at(12))
        publisher.answers["/league.ics"] = answer
        day.run(_at(14, 55))
        assert day.capacity() == 1200
