"""Both ends of the proxy for any function: a test is the runtime and the Runtime API at once."""

import json
import platform
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tests.unit.guards.runtimes import ROOT, require

PATIENCE_S = 20


class Connection:
    """One end of a connection. It reads messages as they are on the wire."""

    def __init__(self, opened: socket.socket) -> None:
        opened.settimeout(PATIENCE_S)
        self._socket = opened
        self._stream: IO[bytes] = opened.makefile("rb")

    def send(self, message: bytes) -> None:
        """Begin to send a message. The other end may read it later, in part or not at all."""
        self._sending = threading.Thread(target=self._send, args=[message], daemon=True)
        self._sending.start()

    def _send(self, message: bytes) -> None:
        self._sent = False
        with suppress(OSError):
            self._socket.sendall(message)
            self._sent = True

    def sent(self) -> bool:
        """Return whether the last message was sent whole."""
        self._sending.join(PATIENCE_S)
        return self._sent

    def end(self) -> None:
        """End the sending; reading goes on."""
        self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def read(self, size: int) -> bytes:
        return self._stream.read(size)

    def head(self) -> bytes:
        """Return the next head with its empty line, or nothing at the end."""
        lines = [self._stream.readline()]
        while lines[-1].strip():
            lines.append(self._stream.readline())
        return b"".join(lines)

    def ended(self) -> bool:
        """Return true if the other end closes the connection."""
        try:
            return self.read(1) == b""
        except ConnectionResetError:
            return True


class Proxy:
    """A running proxy. The process that stands for the runtime ends at `end_runtime`."""

    def __init__(self, program: Path, variables: dict[str, str]) -> None:
        self._api = socket.create_server(("127.0.0.1", 0))
        self._api.settimeout(PATIENCE_S)
        self._connections: list[Connection] = []
        # Reads its input until the test closes it.
        self._runtime = subprocess.Popen(["cat"], stdin=subprocess.PIPE)  # noqa: S607
        address = "{}:{}".format(*self._api.getsockname())
        started = subprocess.run(  # noqa: S603 (built by the project)
            [program, str(self._runtime.pid)],
            env={"AWS_LAMBDA_RUNTIME_API": address} | variables,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=PATIENCE_S,
        )
        host, port = started.stdout.strip().split(":")
        self.address = (host, int(port))

    def runtime(self) -> Connection:
        """Connect to the proxy, as a runtime does."""
        return self._opened(socket.create_connection(self.address, timeout=PATIENCE_S))

    def api(self) -> Connection:
        """Accept the next connection of the proxy, as the Runtime API does."""
        accepted, _ = self._api.accept()
        return self._opened(accepted)

    def _opened(self, opened: socket.socket) -> Connection:
        connection = Connection(opened)
        self._connections.append(connection)
        return connection

    def end_api(self) -> None:
        self._api.close()

    def end_runtime(self) -> None:
        self._runtime.communicate()

    def close(self) -> None:
        """End both sides."""
        for connection in self._connections:
            connection.close()
        self.end_runtime()
        self.end_api()

    def alive(self) -> bool:
        """Return true if the proxy still takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(self.address) == 0


@contextmanager
def proxying(layer: Path, **variables: str) -> Iterator[Proxy]:
    """Run the proxy of a layer."""
    proxy = Proxy(layer / "kickoff" / f"proxy-{platform.machine()}", variables)
    try:
        yield proxy
    finally:
        proxy.close()


def build_layer(into: Path) -> Path:
    """Build the layer for any function. It has a proxy only with Go."""
    require("go")
    subprocess.run([ROOT / "scripts" / "build-any-guard", into], cwd=ROOT, check=True)  # noqa: S603
    return into


def message(first: str, body: bytes = b"", **fields: str) -> bytes:
    """Return a request or a response; `_` in names of fields is `-`."""
    fields |= {"Content-Length": str(len(body))}
    lines = [first, *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def event(body: object, **fields: str) -> bytes:
    """Return a response with the next event: JSON, or bytes as they are."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return message("HTTP/1.1 200 OK", text, Lambda_Runtime_Aws_Request_Id="3f2a", **fields)


def words(answer: bytes) -> dict[str, Any]:
    """Return the words of the answer to a ping, from the body of a message."""
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert set(told) == {"kickoff"}
    found = told["kickoff"]
    assert isinstance(found, dict)
    return found
