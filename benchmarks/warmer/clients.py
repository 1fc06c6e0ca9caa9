"""A client process and the process of the pool of warm containers that it pings over TLS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import AWS_ENVIRONMENT, request, send, started
from benchmarks.warmer.cpu_limit import limited

KICKOFF = (sys.executable, "-m", "benchmarks.warmer.kickoff_client")
SMALL_SHARE = 0.145
"""Share of one core that Lambda gives a function of 256 MB."""


@dataclass(frozen=True, slots=True)
class Client:
    """A way to ping: its name, command, number of waves, and share of a core (None: unlimited)."""

    name: str
    command: tuple[str, ...]
    waves: int = 1
    share: float | None = None


def measure(client: Client, count: int, directory: Path) -> list[dict[str, float]]:
    """Figures of each wave, reported by the client and by the pool."""
    waves = []
    with running(client, count, directory) as (process, pool):
        for _ in range(client.waves):
            spent = json.loads(request(process))
            seen = json.loads(request(pool, "\n"))
            waves.append(spent | seen | {"cpu": spent["cpu"] / count})
            send(process, "\n")
    return waves


@contextmanager
def running(
    client: Client, count: int, directory: Path
) -> Iterator[tuple["subprocess.Popen[str]", "subprocess.Popen[str]"]]:
    """The processes of a client and of the pool."""
    with ExitStack() as processes:
        command = ("benchmarks.warmer.pool", str(directory), str(count), "pricing")
        pool = processes.enter_context(started((sys.executable, "-m", *command), {}))
        environment = {
            "AWS_ENDPOINT_URL": request(pool),
            "AWS_CA_BUNDLE": str(directory / "certificate.pem"),
            "NODE_EXTRA_CA_CERTS": str(directory / "certificate.pem"),
            "NODE_MODULES": str(directory / "node_modules"),
            **AWS_ENVIRONMENT,
            "AWS_LAMBDA_FUNCTION_NAME": "warmer",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        }
        arguments = (str(count), str(client.waves))
        process = processes.enter_context(started((*client.command, *arguments), environment))
        if client.share is not None:
            processes.enter_context(limited(process.pid, client.share))
        yield process, pool
