from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from tests.unit.kickoff.files import BASE
from tests.unit.operations.review.match import KICKOFF, PublishedMatch, line


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[PublishedMatch]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("KICKOFF_LEASE_TABLE", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws(), closing(boto3.client("cloudwatch")) as client:
        yield PublishedMatch(client)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A calendar of yesterday's match."""
    path = tmp_path / "config.yaml"
    path.write_text(f"{BASE}fixtures:\n{line('Leeds v Derby', KICKOFF)}")
    return path
