"""Each source of a calendar, in turn."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from botocore import handlers
from moto import mock_aws

from kickoff.calendar.sources import appconfig
from tests.contract.sources.appconfig_data import Deployed, serve
from tests.contract.sources.places import Bucket, Folder, Parameters, Place, Profiles


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run moto for the services it has."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def bucket(_aws: None) -> Iterator[Bucket]:
    place = Bucket()
    with closing(place.client):
        yield place


@pytest.fixture
def answers(_aws: None, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Return a list of S3 responses to GetObject: status and bytes sent."""
    sent: list[tuple[int, int]] = []

    def note(response_dict: dict[str, Any], **_: object) -> None:
        length = response_dict["headers"].get("content-length", "0")
        sent.append((response_dict["status_code"], int(length)))

    listening = ("response-received.s3.GetObject", note)
    monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", [*handlers.BUILTIN_HANDLERS, listening])
    return sent


@pytest.fixture
def parameters(_aws: None) -> Iterator[Parameters]:
    place = Parameters()
    with closing(place.client):
        yield place


@pytest.fixture
def profiles(_aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Profiles]:
    """Serve the data plane of AppConfig, which moto lacks; reads are not cached."""
    service = Deployed()
    monkeypatch.setattr(appconfig, "_CACHE_S", 0)
    with serve(service) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPCONFIGDATA", url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_APPCONFIG", url)
        yield Profiles(service)


@pytest.fixture(params=["folder", "bucket", "parameters", "profiles"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["bucket", "parameters", "profiles"])
def remote(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found
