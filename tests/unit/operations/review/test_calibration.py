"""The review says how well learned demand was calibrated."""

import json
from array import array
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from kickoff.aws.sessions import Aws
from kickoff.calendar.sources.key_values import DynamoKeyValueStore
from kickoff.forecast.archive import RecordingArchive
from kickoff.forecast.examples import Example
from kickoff.forecast.loads import Loads, minute
from kickoff.forecast.recording import Recording
from tests.unit.operations.conftest import Run
from tests.unit.operations.review.match import KICKOFF, PublishedMatch

_LINE = "prices.read, league-match: above the 90th percentile: asked one in ten"


@pytest.fixture
def learned(cloud: PublishedMatch, config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a calendar with learned demand; a lease table is there, with an empty archive."""
    cloud.publish_good_match()
    config.write_text(
        config.read_text().replace("table: prices", "table: prices\n    demand: auto")
    )
    with closing(boto3.client("dynamodb")) as client:
        client.create_table(
            TableName="leases",
            KeySchema=[{"AttributeName": "lease", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "lease", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "leases")
    monkeypatch.setenv("KICKOFF_STACK", "kickoff")
    cloud.stack = "kickoff"
    return config


def _archive(growth: float) -> None:
    """Store seven matches, each larger than the one before by a factor."""
    recordings = []
    for number in range(7):
        kickoff = minute(KICKOFF - (7 - number) * timedelta(days=1))
        example = Example("league-match", kickoff, kickoff - 20, kickoff + 120, kickoff + 150, 1.0)
        values = array("d", [60 * 1000 * growth**number]) * len(example.span)
        recordings.append(Recording(example, Loads(example.span.start, values)))
    text = RecordingArchive(tuple(recordings)).dumps()
    DynamoKeyValueStore(Aws(), "leases").keep("recordings|prices|read", text)


def test_a_calibration_as_asked_is_shown(run: Run, learned: Path) -> None:
    _archive(1.0)
    assert f"learned {_LINE}; was 0 in 6: as asked" in run("review", "--config", learned).out
    page = run("review", "--config", learned, "--format", "html").out
    assert f"{_LINE}; was 0 in 6: as asked" in page
    (review,) = json.loads(run("review", "--config", learned, "--format", "json").out)
    (found,) = review["calibration"]
    assert (found["dimension"], found["above"], found["checked"]) == ("read", 0, 6)
    assert not any("learned demand" in each["says"] for each in review["advice"])


def test_predictions_that_are_too_low_are_a_recommendation(run: Run, learned: Path) -> None:
    _archive(1.1)
    result = run("review", "--config", learned)
    assert result.code == 1
    assert "look into prices.read: learned demand of league-match" in " ".join(result.out.split())
    assert "was 6 in 6: too low" in " ".join(result.out.split())


def test_an_archive_that_cannot_be_read_is_a_remark(
    run: Run, learned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KICKOFF_LEASE_TABLE", "no-such-table")
    result = run("review", "--config", learned)
    assert "the calibration of learned demand is left out" in result.err
