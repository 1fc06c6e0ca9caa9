"""`kickoff push` to AppConfig, which accepts one deployment at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.cli import publication
from simulator.lambda_runtime import aws_environment
from tests.contract.sources.appconfig_data import Deployed, Where, serve
from tests.unit.operations.conftest import Run

_TO = "appconfig://kickoff/live/config.yaml"
_WHERE = Where("kickoff", "live", "config.yaml")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """AppConfig on a socket; a push tries again at once."""
    deployed = Deployed()
    monkeypatch.setattr(publication, "_PAUSE_S", 0)
    with serve(deployed) as url, aws_environment(AWS_ENDPOINT_URL=url):
        yield deployed


def test_a_push_while_another_version_is_watched_says_so_waits_and_deploys(
    run: Run, config: Path, service: Deployed
) -> None:
    service.busy = 3
    pushed = run("push", _TO, "--config", config, "--yes")
    assert pushed.code == 0, pushed.err
    assert pushed.err.count("another deployment is in progress") == 1
    assert "waiting at most 0:25:00" in pushed.err
    assert service.content[_WHERE] == config.read_bytes()
    assert len(service.stored) == 1


def test_a_push_that_may_not_wait_stops_and_says_what_to_do(
    run: Run, config: Path, service: Deployed
) -> None:
    service.busy = 1
    pushed = run("push", _TO, "--config", config, "--yes", "--wait", "0")
    assert pushed.code == 1
    assert "another deployment is in progress" in pushed.err
    assert "run the command again when it is complete" in pushed.err
    assert service.content == {}
