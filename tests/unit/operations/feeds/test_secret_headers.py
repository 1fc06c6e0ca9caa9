"""The secret header of a feed is read from SSM or Secrets Manager, and never shown."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from kickoff.aws.clients import Clients
from kickoff.aws.sessions import Aws
from kickoff.calendar import ConfigError, load
from kickoff.calendar.model.feed_url import FeedHeader
from operations.feeds.fetch import FetchError
from operations.feeds.secret_headers import header_reader


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        boto3.client("ssm").put_parameter(
            Name="/feeds/key", Value="s3cret", Type="SecureString", Overwrite=True
        )
        boto3.client("secretsmanager").create_secret(Name="feeds", SecretString="s3cret-too")
        yield


def _header(reference: str) -> FeedHeader:
    return FeedHeader(name="X-Key", value=reference)


@pytest.mark.parametrize(
    ("reference", "value"),
    [("ssm:///feeds/key", "s3cret"), ("secretsmanager://feeds", "s3cret-too")],
)
def test_a_secret_is_read_from_its_reference(reference: str, value: str) -> None:
    assert header_reader(Clients(Aws()))(_header(reference)) == {"X-Key": value}


def test_a_feed_without_a_secret_has_no_header() -> None:
    assert header_reader(Clients(Aws()))(None) == {}


def test_a_missing_secret_fails_the_fetch_with_its_reference() -> None:
    with pytest.raises(FetchError, match="secret ssm://nowhere cannot be read: ParameterNotFound"):
        header_reader(Clients(Aws()))(_header("ssm://nowhere"))


@pytest.mark.parametrize(
    "line",
    [
        "url: 'https://me:s3cret@example.com/a.ics'",
        "url: 'https://example.com/a.ics', header: {name: X-Key, value: s3cret}",
    ],
)
def test_a_secret_written_into_the_calendar_is_refused_and_not_shown(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"version: 1\ncalendars: [{{{line}, profile: match}}]\n")
    with pytest.raises(ConfigError, match="accepted: ") as refusal:
        load(path)
    assert "s3cret" not in str(refusal.value)
