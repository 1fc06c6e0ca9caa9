"""A laptop with the credentials and region of a simulated account."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.cloud import Cloud
from simulator.lambda_runtime import aws_environment
from simulator.server import serve
from simulator.transport import changes_wait_in


@contextmanager
def on_laptop(cloud: Cloud, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in a folder, over real sockets, without any variable of kickoff."""
    with (
        serve(cloud) as url,
        changes_wait_in(lambda: cloud),
        aws_environment(AWS_ENDPOINT_URL=url),
    ):
        for name in ("KICKOFF_STACK", "KICKOFF_CONFIG", "KICKOFF_LEASE_TABLE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.chdir(folder)
        yield
