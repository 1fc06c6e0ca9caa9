"""A client process and the process of the pool of containers that it pings over TLS."""

import json
import subprocess
import sys
import time
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
    """A way to ping: its name, command, and share of a core (None: unlimited)."""

    name: str
    command: tuple[str, ...]
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A number of containers needed, and the pool that a client pings.

    `count` containers are needed, and `warm` of them are there before the first of `ticks`. `pool`
    are options of the pool. `pause` is the time after each tick in seconds, for asynchronous pings.
    """

    count: int
    warm: int
    ticks: int = 1
    pool: tuple[str, ...] = ()
    pause: float = 0


def measure(client: Client, situation: Situation, directory: Path) -> list[dict[str, float]]:
    """Figures of each tick, reported by the client and by the pool."""
    ticks = []
    with running(client, situation, directory) as (process, pool):
        for _ in range(situation.ticks):
            spent = json.loads(request(process))
            time.sleep(situation.pause)
            seen = json.loads(request(pool, "\n"))
            ticks.append(spent | seen | {"cpu": spent["cpu"] / situation.count})
            send(process, "\n")
    return ticks


@contextmanager
def running(
    client: Client, situation: Situation, directory: Path
) -> Iterator[tuple["subprocess.Popen[str]", "subprocess.Popen[str]"]]:
    """The processes of a client and of the pool."""
    with ExitStack() as processes:
        command = ("benchmarks.warmer.pool", str(directory), str(situation.warm), "pricing")
        pool_command = (sys.executable, "-m", *command, *situation.pool)
        pool = processes.enter_context(started(pool_command, {}))
        environment = {
            "AWS_ENDPOINT_URL": request(pool),
            "AWS_CA_BUNDLE": str(directory / "certificate.pem"),
            "NODE_EXTRA_CA_CERTS": str(directory / "certificate.pem"),
            "NODE_MODULES": str(directory / "node_modules"),
            **AWS_ENVIRONMENT,
            "AWS_LAMBDA_FUNCTION_NAME": "warmer",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        }
        arguments = (str(situation.count), str(situation.ticks))
        process = processes.enter_context(started((*client.command, *arguments), environment))
        if client.share is not None:
            processes.enter_context(limited(process.pid, client.share))
        yield process, pool
