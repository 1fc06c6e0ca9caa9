"""The time of a request with a proxy between the Runtime API and the runtime, and without."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import IO

from benchmarks.wrapper.client import content_length

EVENT = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Lambda-Runtime-Aws-Request-Id: 3f2a\r\nLambda-Runtime-Deadline-Ms: 1796473200123\r\n"
    b"Content-Length: %d\r\n\r\n"
)
TAKEN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
ROUNDS = 20


@dataclass(slots=True)
class Api:
    """The Runtime API of one runtime. `times` are those of its requests in microseconds."""

    connection: socket.socket
    stream: IO[bytes]
    times: list[float] = field(default_factory=list)

    def request(self, event: bytes) -> None:
        """Send one event and take its answer."""
        content_length(self.stream)
        began = time.perf_counter()
        self.connection.sendall(EVENT % len(event) + event)
        self.stream.read(content_length(self.stream))
        self.times.append((time.perf_counter() - began) * 1e6)
        self.connection.sendall(TAKEN)


@contextmanager
def _runtime(wrapper: Sequence[str | Path]) -> Iterator[Api]:
    """Start a runtime and wait for its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = "{}:{}".format(*listener.getsockname())
        with subprocess.Popen(  # noqa: S603 (a command of this repository)
            [*wrapper, sys.executable, Path(__file__).parent / "client.py"],
            env=os.environ | {"AWS_LAMBDA_RUNTIME_API": address},
        ):
            connection, _ = listener.accept()
            listener.close()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection, connection.makefile("rb") as stream:
                yield Api(connection, stream)


@dataclass(frozen=True, slots=True)
class Times:
    """Microseconds of a request: at the median, and of the slowest hundredth."""

    median: float
    slow: float


def measure(wrapper: Path, sizes: dict[int, int]) -> tuple[dict[int, tuple[Times, Times]], float]:
    """Measure requests by size in bytes, a number of each, without a proxy and with one.

    Both take turns, so that other work of the machine slows both. Also returns the highest memory
    of the proxy in MB.
    """
    found = {}
    with ExitStack() as stack:
        bare = stack.enter_context(_runtime([]))
        guarded = stack.enter_context(_runtime([wrapper]))
        for size, count in sizes.items():
            event = b'{"order": "%s"}' % (b"x" * size)
            bare.times, guarded.times = [], []
            for _ in range(ROUNDS):
                for api in (bare, guarded):
                    for _ in range(count // ROUNDS):
                        api.request(event)
            found[size] = (_times(bare.times), _times(guarded.times))
        memory = _memory(wrapper.parent)
    return found, memory


def _times(measured: Sequence[float]) -> Times:
    return Times(median(measured), quantiles(measured, n=100)[98])


def _memory(layer: Path) -> float:
    """Return the highest resident memory of the layer's proxy in MB."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].startswith(str(layer).encode()) and b"serve" in command:
            status = (process / "status").read_text()
            return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    raise LookupError("the proxy does not run")
