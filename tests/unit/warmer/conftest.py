from collections.abc import Iterator

import pytest

from tests.unit.warmer.lambda_service import LambdaService, running
from tests.unit.warmer.pinging import CLOCK, new_sender
from warmer.adapters.transport import Transport
from warmer.waves.sender import WaveSender


@pytest.fixture(scope="session")
def transport() -> Transport:
    return Transport(clock=CLOCK)


@pytest.fixture
def _identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials and a region; all other AWS settings of the environment are removed."""
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
    endpoints = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_STS")
    for name in (*proxies, *endpoints, "AWS_PROFILE", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing-secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "testing-token")


@pytest.fixture
def service(_identity: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaService]:
    """A Lambda data plane at the endpoint that the environment names."""
    with running() as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
        yield service


@pytest.fixture
def sender(_identity: None, transport: Transport) -> WaveSender:
    """A sender that has measured nothing yet."""
    return new_sender(transport)


@pytest.fixture
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds that are long enough for the slowest machine."""
    monkeypatch.setattr("warmer.plan.hold_time.FIRST_HOLD_MS", 1_000)
    monkeypatch.setattr("warmer.plan.hold_time.SLACK_MS", 1_000)
