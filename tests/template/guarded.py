"""Functions that nobody edited, under Lambda's runtime emulator with the layer for any function."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.template.emulator import Emulator, emulate_command

FUNCTIONS = Path(__file__).parent / "functions"


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its folder, the command of its runtime, its handler and its variables."""

    folder: Path
    command: Sequence[str | Path]
    handler: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def started(
    function: Function, log: Path, wrappers: Sequence[str | Path] = (), **variables: str
) -> Iterator[Emulator]:
    """Start one container of a function, as Lambda does with a wrapper script."""
    environment = {
        "LAMBDA_TASK_ROOT": str(function.folder),
        "AWS_LAMBDA_FUNCTION_NAME": "pricing",
        "AWS_LAMBDA_FUNCTION_VERSION": "7",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/pricing",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2026/12/05/[7]3f2a",
        **({"_HANDLER": function.handler} if function.handler else {}),
        **function.variables,
        **variables,
    }
    command = [*wrappers, *function.command]
    with emulate_command(command, function.folder, environment, log) as emulator:
        yield emulator


def shell() -> Function:
    """A custom runtime in shell."""
    folder = FUNCTIONS / "shell"
    return Function(folder, [folder / "bootstrap"])


def python(interpreter: str | Path, packages: Path, handler: str) -> Function:
    """A function in AWS's runtime client for Python."""
    folder = FUNCTIONS / "python"
    return Function(
        folder,
        [interpreter, folder / "runtime" / "bootstrap.py"],
        handler,
        {"PYTHONPATH": str(packages)},
    )


def node(program: str | Path, client: Path, native: Path, handler: str) -> Function:
    """A function in AWS's runtime client for Node; `native` stands in for its compiled part."""
    folder = FUNCTIONS / "node"
    module = next(
        client / file for file in ("dist/index.mjs", "index.mjs") if (client / file).exists()
    )
    return Function(
        folder,
        [program, "--require", native, folder / "runtime" / "index.mjs"],
        handler,
        {"RUNTIME_CLIENT": str(module)},
    )
