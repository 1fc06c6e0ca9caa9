"""A built function under Lambda's runtime emulator, which takes one invocation at a time."""

import json
import platform
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.template.build import LAMBDA_MACHINES
from tests.template.model import ROOT

INVOCATIONS = "/2015-03-31/functions/function/invocations"
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running function; its output and the emulator's go to the log."""

    port: int
    log: Path

    def invoke(self, event: Mapping[str, object]) -> dict[str, Any]:
        """Invoke the function; return its answer, or fail if it is an error."""
        answer: dict[str, Any] = json.loads(self.send(json.dumps(event).encode()))
        assert "errorType" not in answer, self.log.read_text()
        return answer

    def send(self, event: bytes) -> bytes:
        """Invoke the function; return its answer or its error as it is."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("POST", INVOCATIONS, event)
        answer = connection.getresponse().read()
        connection.close()
        return answer


@contextmanager
def emulate(
    runtime: Path, artifact: Path, handler: str, environment: Mapping[str, str], logs: Path
) -> Iterator[Emulator]:
    """Run a handler. `runtime` has only the packages of Lambda's own runtime."""
    command: list[str | Path] = [runtime / "bin" / "python", "-m", "awslambdaric", handler]
    variables = {"PYTHONPATH": str(artifact), **environment}
    with emulate_command(command, artifact, variables, logs / f"{handler}.log") as emulator:
        yield emulator


@contextmanager
def emulate_command(
    command: Sequence[str | Path], task_root: Path, environment: Mapping[str, str], log: Path
) -> Iterator[Emulator]:
    """Run a command that is a runtime, with its function's folder and variables."""
    port, api = _free_port(), _free_port()
    emulator: list[str | Path] = [
        _emulator(),
        "--runtime-interface-emulator-address",
        f"127.0.0.1:{port}",
        "--runtime-api-address",
        f"127.0.0.1:{api}",
    ]
    environment_of_lambda = {
        "PATH": "/usr/bin:/bin",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",  # Lambda sets both
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "50",
    }
    # The emulator of SAM.
    with (
        log.open("w") as out,
        subprocess.Popen(  # noqa: S603
            [*emulator, *command],
            cwd=task_root,
            env={**environment_of_lambda, **environment},
            stdout=out,
            stderr=out,
        ) as process,
    ):
        try:
            _wait_for(port, process)
            yield Emulator(port, log)
        finally:
            process.terminate()


def _emulator() -> Path:
    machine = LAMBDA_MACHINES[platform.machine()]
    [path] = (ROOT / ".venv-sam").glob(f"lib/*/site-packages/samcli/local/rapid/*-rie-{machine}")
    return path


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the runtime emulator does not answer")
