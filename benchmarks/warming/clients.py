"""Runs a client in a process of its own against a pool of warm containers in another, over TLS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import line, started, tell
from benchmarks.warming.processor import limited


@dataclass(frozen=True, slots=True)
class Client:
    """One way to ping: its name, its command, and whether its first or its later waves count."""

    name: str
    command: tuple[str, ...]
    waves: int = 1
    share: float | None = None


def measure(client: Client, count: int, directory: Path) -> list[dict[str, float]]:
    """What each wave of a client came to, by itself and by the pool."""
    waves = []
    with running(client, count, directory) as (process, server):
        for _ in range(client.waves):
            spent = json.loads(line(process))
            seen = json.loads(line(server, "\n"))
            waves.append(spent | seen | {"cpu": spent["cpu"] / count})
            tell(process, "\n")
    return waves


@contextmanager
def running(
    client: Client, count: int, directory: Path
) -> Iterator[tuple["subprocess.Popen[str]", "subprocess.Popen[str]"]]:
    """A client's process and the pool's."""
    with ExitStack() as processes:
        pool = ("benchmarks.warming.pool", str(directory), str(count), "pricing")
        server = processes.enter_context(started((sys.executable, "-m", *pool), {}))
        environment = {
            "AWS_ENDPOINT_URL": line(server),
            "AWS_CA_BUNDLE": str(directory / "certificate.pem"),
            "NODE_EXTRA_CA_CERTS": str(directory / "certificate.pem"),
            "NODE_MODULES": str(directory / "node_modules"),
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "benchmark",
            "AWS_SECRET_ACCESS_KEY": "benchmark",
            "AWS_LAMBDA_FUNCTION_NAME": "warmer",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        }
        command = (*client.command, str(count), str(client.waves))
        process = processes.enter_context(started(command, environment))
        if client.share is not None:
            processes.enter_context(limited(process.pid, client.share))
        yield process, server
