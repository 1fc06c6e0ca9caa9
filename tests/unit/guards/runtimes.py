"""Guards in their own runtimes: one process a language, driven step by step through a harness."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "harness"
ROOT = Path(__file__).parents[3]
GUARDS = ROOT / "guards"

# Where the clock of every harness begins, in epoch milliseconds.
BEGAN = 1_796_473_200_000


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one invocation; `naps` are the waits a guard asked for, in milliseconds."""

    answer: Any
    error: str | None
    reached: list[Any]
    untouched: bool
    naps: list[float]

    @property
    def words(self) -> dict[str, Any]:
        """The guard's answer to a ping."""
        assert set(self.answer) == {"kickoff"}
        words = self.answer["kickoff"]
        assert isinstance(words, dict)
        return words


class Runtime:
    """A harness process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, said: dict[str, Any]) -> Any:  # noqa: ANN401 (what a harness says is JSON)
        """What the harness answers to a line."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the harness died: its last words are above"
        return json.loads(line)


class Handler:
    """A handler in its guard, in a container of its own; its clock stands still between steps."""

    def __init__(self, runtime: Runtime, form: str, *, real: bool = False) -> None:
        self._runtime = runtime
        self._new: str | None = form
        self._real = real

    def __call__(
        self, event: object, *, text: str = "", remaining: int | None = None, passes: int = 0
    ) -> Told:
        """Invoke it, `passes` milliseconds later, with so many remaining.

        `text` is the event as it stands on the wire, for the runtimes that show it.
        """
        said = {"event": event, "text": text or json.dumps(event, ensure_ascii=False)}
        said |= {"remaining": remaining, "passes": passes, "guard": self._new, "real": self._real}
        told = self._runtime.ask(said)
        self._new = None
        return Told(**told)


@contextmanager
def running(command: Sequence[str | Path], variables: dict[str, str]) -> Iterator[Runtime]:
    """A harness, in an environment of exactly these variables and PATH."""
    process = subprocess.Popen(  # noqa: S603 (ours)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=variables | {"PATH": os.environ["PATH"]},
    )
    with process:
        yield Runtime(process)


def harness(language: str, classes: str = "") -> Sequence[str | Path]:
    """The command that drives the guard of a language; Java's is in the class path `classes`."""
    match language:
        case "python":
            return [sys.executable, "-I", "-S", HERE / "harness.py", GUARDS / "python"]
        case "node":
            return ["node", HERE / "harness.mjs"]
        case _:
            return ["java", "-XX:TieredStopAtLevel=1", "-cp", classes, "kickoff.Harness"]


def compiled(into: Path) -> str:
    """The class path of the Java guard, in the jar of its layer, and of its harness.

    A user's compiler has no warning of the guard either.
    """
    sources = [*GUARDS.rglob("*.java"), *HERE.rglob("*.java")]
    command = ["javac", "-Werror", "-Xlint:all", "--release", "11", "-d"]
    subprocess.run([*command, into, *sources], check=True)  # noqa: S603 (ours)
    subprocess.run([ROOT / "scripts" / "build-java-guard", into], cwd=ROOT, check=True)  # noqa: S603
    return os.pathsep.join([f"{into}/java/lib/kickoff-guard.jar", str(into)])


def require(*programs: str) -> None:
    """Skip where a program is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
