"""The daily run remembers the season: past fixtures are kept beside the leases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from simulator.cloud import Cloud
from tests.unit.operations.learning.evenings import DAY, TODAY, account, consume, learn

_ITEM = "recordings|prices|read"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    yield from account(monkeypatch, tmp_path)


def _kickoffs(lines: list[dict[str, Any]]) -> int:
    (line,) = lines
    found: int = line["kickoffs"]
    return found


def test_matches_that_cloudwatch_dropped_are_still_learned_from(cloud: Cloud) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    assert _kickoffs(learn(cloud, TODAY)) == 4
    consume(cloud, TODAY, TODAY + 20 * DAY)
    # CloudWatch has the minutes of fifteen evenings; the first four are in the archive.
    assert _kickoffs(learn(cloud, TODAY + 20 * DAY)) == 4 + 15


def test_the_first_run_learns_from_five_minutes_of_63_days(cloud: Cloud) -> None:
    consume(cloud, TODAY - 70 * DAY, TODAY)
    (line,) = learn(cloud, TODAY)
    assert line["kickoffs"] == 63
    assert line["demand"] == 200
    (said,) = line["calibration"]
    assert said.startswith("above the 90th percentile: asked one in ten; was 0 in 62: cautious")
    periods = [
        query["MetricStat"]["Period"]
        for call in cloud.calls
        if call.operation == "cloudwatch.GetMetricData"
        for query in call.parameters["MetricDataQueries"]
    ]
    assert dict.fromkeys(periods) == {60: None, 300: None}
    cloud.calls.clear()
    learn(cloud, TODAY)
    assert sum(call.operation == "cloudwatch.GetMetricData" for call in cloud.calls) == 1


def test_a_corrupt_archive_is_reported_and_filled_again(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    store = DynamoKeyValueStore(Aws(), "leases")
    store.keep(_ITEM, "not an archive")
    assert _kickoffs(learn(cloud, TODAY)) == 4
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    (reason,) = (line["reason"] for line in lines if line.get("message") == "archive is empty")
    assert "prices.read: the archive of past fixtures is corrupt" in reason
    assert store.recall(_ITEM) != "not an archive"


def test_a_coming_fixture_is_prepared_after_a_break(cloud: Cloud, tmp_path: Path) -> None:
    consume(cloud, TODAY - 4 * DAY, TODAY)
    learn(cloud, TODAY)
    config = tmp_path / "config.yaml"
    text = config.read_text()
    coming = TODAY + 93 * DAY
    break_ = f"profile: match, until: {TODAY:%Y-%m-%d}}}\n"
    config.write_text(
        text.replace("profile: match}\n", break_)
        + f"fixtures: [{{name: next, kickoff: {coming:%Y-%m-%d} 20:00, profile: match}}]\n"
    )
    consume(cloud, TODAY + 88 * DAY, TODAY + 90 * DAY)
    assert _kickoffs(learn(cloud, TODAY + 90 * DAY)) == 4


def test_a_first_fixture_that_is_coming_is_no_failure(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.yaml"
    text = config.read_text()
    config.write_text(
        text[: text.index("recurring:")]
        + f"fixtures: [{{name: first, kickoff: {TODAY + DAY:%Y-%m-%d} 20:00, profile: match}}]\n"
    )
    assert learn(cloud, TODAY) == []
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    assert [line["LearnErrors"] for line in lines if "LearnErrors" in line] == [[0.0]]
