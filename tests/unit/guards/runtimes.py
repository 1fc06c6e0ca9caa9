"""Guards in their own runtimes: one process for each language, driven through a harness."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = Path(__file__).parent / "harness"
ROOT = Path(__file__).parents[3]
GUARDS = ROOT / "guards"

# The start of every harness's clock, in epoch milliseconds.
BEGAN = 1_796_473_200_000


@dataclass(frozen=True, slots=True)
class Invoked:
    """The result of one invocation; `naps` are the guard's waits in milliseconds.

    `primed`: for each completed run of the prime, True if it received Lambda's context. `logged`:
    the guard's own log line.
    """

    answer: Any
    error: str | None
    reached: list[Any]
    untouched: bool
    naps: list[float]
    primed: list[bool]
    logged: str

    @property
    def words(self) -> dict[str, Any]:
        """Return the guard's answer to a ping."""
        assert set(self.answer) == {"kickoff"}
        words = self.answer["kickoff"]
        assert isinstance(words, dict)
        return words


class Runtime:
    """A harness process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, said: dict[str, Any]) -> Any:  # noqa: ANN401 (the harness answers in JSON)
        """Return the harness's answer to a line."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the harness ended; its output is above"
        return json.loads(line)


class Handler:
    """A guarded handler in its own container. Its clock stands still between steps.

    A `prime` moves the clock by 300 ms. It "opens" at once, is "slow", "fails" or "hangs".
    """

    def __init__(
        self, runtime: Runtime, form: str, *, real: bool = False, prime: str | None = None
    ) -> None:
        self._runtime = runtime
        self._new: str | None = form
        self._real = real
        self._prime = prime

    def __call__(
        self, event: object, *, text: str = "", remaining: int | None = None, passes: int = 0
    ) -> Invoked:
        """Invoke the handler `passes` ms later, with `remaining` ms to its timeout.

        `text` is the event on the wire, for runtimes that pass it on unparsed.
        """
        said = {"event": event, "text": text or json.dumps(event, ensure_ascii=False)}
        said |= {"remaining": remaining, "passes": passes, "guard": self._new, "real": self._real}
        said["prime"] = self._prime
        told = self._runtime.ask(said)
        self._new = None
        return Invoked(**told)


@contextmanager
def running(command: Sequence[str | Path], variables: dict[str, str]) -> Iterator[Runtime]:
    """Run a harness in an environment of these variables and PATH."""
    process = subprocess.Popen(  # noqa: S603 (a fixed command)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=variables | {"PATH": os.environ["PATH"]},
    )
    with process:
        yield Runtime(process)


def harness(language: str, classes: str = "") -> Sequence[str | Path]:
    """Return the command that drives a language's guard; `classes` is the class path for Java."""
    match language:
        case "python":
            return [sys.executable, "-I", "-S", HERE / "harness.py", GUARDS / "python"]
        case "node":
            return ["node", HERE / "harness.mjs"]
        case _:
            return ["java", "-XX:TieredStopAtLevel=1", "-cp", classes, "kickoff.Harness"]


def compiled(into: Path) -> str:
    """Compile the Java guard and its harness; return the class path.

    The guard is in the jar of its layer, and compiles without warnings.
    """
    sources = [*GUARDS.rglob("*.java"), *HERE.rglob("*.java")]
    command = ["javac", "-Werror", "-Xlint:all", "--release", "11", "-d"]
    subprocess.run([*command, into, *sources], check=True)  # noqa: S603 (a fixed command)
    subprocess.run([ROOT / "scripts" / "build-java-guard", into], cwd=ROOT, check=True)  # noqa: S603
    return os.pathsep.join([f"{into}/java/lib/kickoff-guard.jar", str(into)])


def require(*programs: str) -> None:
    """Skip the test if a program is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            unavailable(f"{program} is not installed")


def unavailable(reason: str) -> NoReturn:
    """Skip the test; fail it where KICKOFF_RUNTIMES is `required`, as in CI."""
    if os.environ.get("KICKOFF_RUNTIMES") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
