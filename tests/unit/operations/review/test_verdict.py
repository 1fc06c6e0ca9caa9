"""The sentences that open a review."""

import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import boto3
import pytest

from tests.unit.kickoff.files import BASE
from tests.unit.operations.conftest import Run
from tests.unit.operations.review.match import (
    KICKOFF,
    READ_METRICS,
    TABLE,
    PublishedMatch,
    line,
)

STACK = {
    "Resources": {
        "Leases": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "KeySchema": [{"AttributeName": "lease", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "lease", "AttributeType": "S"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        }
    },
    "Outputs": {"Leases": {"Value": {"Ref": "Leases"}}},
}


def matches(config: Path, *kickoffs: datetime, more: str = "") -> None:
    """Write a calendar of matches; `more` is added to the target of the table."""
    lines = "".join(line(f"match {at:%d %H:%M}", at) for at in kickoffs)
    config.write_text(f"{BASE.replace('table: prices', f'table: prices{more}')}fixtures:\n{lines}")


def verdict(run: Run, config: Path, *more: str) -> str:
    """The sentences before the first empty line."""
    out = run("review", "--config", config, *more).out
    return " ".join(out.partition("\n\n")[0].split())


def test_a_good_match_has_a_verdict_in_words_and_in_dollars(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match()
    assert verdict(run, config) == (
        "1 of 1 fixture had all capacity before kick-off, and 0 requests were throttled. "
        "The capacity above the baselines cost $2.06; kept all the time, it would have cost "
        "$122.46."
    )


def test_late_and_unknown_fixtures_are_counted_apart(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    matches(config, KICKOFF, KICKOFF - timedelta(days=2))
    cloud.publish_good_match(ready=-4)
    cloud.publish("ReadThrottleEvents", TABLE, 1, 50)
    assert verdict(run, config).startswith(
        "0 of 2 fixtures had all capacity before kick-off, 1 had it late, 1 never had it read "
        "back, and 1 request was throttled."
    )


def test_the_verdict_and_the_recommendations_are_above_the_table(
    run: Run, config: Path, cloud: PublishedMatch
) -> None:
    cloud.publish_good_match(ready=-4)
    out = run("review", "--config", config).out
    assert out.index("had it late") < out.index("too late") < out.index("peak/live")
    page = run("review", "--config", config, "--format", "html").out
    assert page.index("had it late") < page.index("What to change") < page.index("peak/live")


def test_an_observed_match_is_not_late(run: Run, config: Path, cloud: PublishedMatch) -> None:
    matches(config, KICKOFF, more="\n    mode: observe")
    cloud.publish("ConsumedReadCapacityUnits", TABLE, 900 * 60, 110)
    found = verdict(run, config)
    assert "No capacity was raised for 0 fixtures" in found
    assert "1 fixture was only observed." in found


def test_a_match_before_the_deployment_is_not_too_late(
    run: Run, config: Path, cloud: PublishedMatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("KICKOFF_STACK", raising=False)
    cloud.publish("ConsumedReadCapacityUnits", TABLE, 900 * 60, 110)
    cloud.publish("ReadyMargin", READ_METRICS, -4, 4)
    assert "too late" in run("review", "--config", config).out
    with closing(boto3.client("cloudformation")) as client:
        client.create_stack(StackName="kickoff", TemplateBody=json.dumps(STACK))

    found = run("review", "--config", config, "--stack", "kickoff")

    assert "too late" not in found.out
    assert "1 fixture opened before the deployment and is not judged." in found.out
