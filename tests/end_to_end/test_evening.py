"""The evening before: the deployed function sends go or no-go as events and one mail."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from operations.preflight.evening import DETAIL_TYPE, EveningNotSentError
from operations.preflight.handler import EVENING
from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.faults import Fault
from simulator.lambda_runtime import HandlerOutput
from tests.end_to_end.deployment import TOPIC, Deployment, deployed

SIX = datetime(2026, 12, 4, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CALENDAR = """\
version: 1
timezone: Europe/London
targets:
  prices: {table: prices, read: {baseline: 50, max: 8000}}
  pricing: {function: pricing, qualifier: live, warm: {baseline: 2, max: 200, every: 1m}}
profiles:
  match: {lasts: 2h, lead: 20m, demand: {prices: {read: 1200}, pricing: {warm: 4}}}
  final: {lasts: 2h, lead: 20m, demand: {prices: {read: 6000}}}
fixtures:
  - {name: Leeds v Derby, kickoff: 2026-12-05 12:30, profile: match}
  - {name: Cup final, kickoff: 2026-12-05 17:30, profile: final}
  - {name: Hull v Stoke, kickoff: 2026-12-05 19:00, profile: match}
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    cloud = Cloud(Clock(SIX - 5 * MINUTE))
    cloud.add_table("prices", read=50, write=20)
    cloud.register("prices", "read", minimum=50, maximum=4000)
    cloud.add_function("pricing")
    with deployed(cloud, tmp_path, monkeypatch) as stack:
        stack.upload(CALENDAR)
        for minutes in (3, 2):
            stack.tick(SIX - minutes * MINUTE)
        yield stack


def evening(stack: Deployment, at: datetime = SIX) -> HandlerOutput:
    return stack.invoke(at, "operations.preflight.handler.handler", task=EVENING)


def events(stack: Deployment) -> list[dict[str, object]]:
    return [
        json.loads(each["Detail"])
        for each in stack.cloud.side.buses["default"]
        if each["DetailType"] == DETAIL_TYPE
    ]


def test_each_fixture_until_the_next_evening_is_an_event_and_all_are_one_mail(
    stack: Deployment,
) -> None:
    assert evening(stack).error_messages == []
    assert [(each["fixture"], each["verdict"]) for each in events(stack)] == [
        ("Leeds v Derby", "go"),
        ("Cup final", "no-go"),
    ]
    [mail] = stack.cloud.side.topics[TOPIC].messages
    assert mail["Subject"] == "NO-GO: 1 of 2 fixtures (stack kickoff)"
    lines = mail["Message"].splitlines()
    assert lines[0].startswith("NO-GO for Cup final, Sat 5 Dec 17:30 (in 23 h 30 min): prices.read")
    assert lines[1].startswith("GO for Leeds v Derby, Sat 5 Dec 12:30 (in 18 h 30 min)")
    assert lines[3] == "Cup final:"
    assert lines[4] == (
        "- prices.read: MaxCapacity 4000 is below the 7200 needed by Cup final and Hull v Stoke. "
        "Do: raise it, or set over_max: raise on the target"
    )


def test_the_next_evening_has_the_next_fixtures(stack: Deployment) -> None:
    evening(stack, SIX + timedelta(days=1))
    assert [each["fixture"] for each in events(stack)] == ["Hull v Stoke"]


def test_without_a_fixture_nothing_is_sent(stack: Deployment) -> None:
    output = evening(stack, SIX + timedelta(days=2))
    assert (events(stack), stack.cloud.side.topics[TOPIC].messages) == ([], [])
    assert output.error_messages == []


@pytest.mark.parametrize("operation", ["sns.Publish", "events.PutEvents"])
def test_a_message_that_is_refused_fails_the_invocation_and_stops_no_other(
    stack: Deployment, operation: str
) -> None:
    stack.cloud.faults.stand(lambda call: call.operation == operation, Fault.DENIED)
    output = evening(stack)
    assert [type(each) for each in output.raised] == [EveningNotSentError]
    assert any(operation.replace(".", ":") in each for each in output.error_messages)
    sent = len(events(stack)), len(stack.cloud.side.topics[TOPIC].messages)
    assert sent == ((2, 0) if operation == "sns.Publish" else (0, 1))


def test_a_broken_calendar_is_no_go_for_the_last_good_one(stack: Deployment) -> None:
    stack.upload("version: 2\n")
    evening(stack)
    found = {each["fixture"]: str(each["sentence"]) for each in events(stack)}
    assert "NO-GO for Leeds v Derby" in found["Leeds v Derby"]
    assert "calendar: s3://squad/config.yaml:1:10: version: " in found["Leeds v Derby"]


def test_the_daily_check_is_as_before(stack: Deployment) -> None:
    output = stack.invoke(SIX, "operations.preflight.handler.handler")
    assert any(line["message"] == "the check has findings" for line in output.logs)
    assert events(stack) == []
