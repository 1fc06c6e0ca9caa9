"""Runs handlers as Lambda does: loaded by name, invoked in parallel, their output parsed."""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from io import TextIOBase
from typing import Any

REGION = "eu-west-1"


@dataclass(frozen=True, slots=True)
class EmfValue:
    """One value of an EMF line."""

    name: str
    dimensions: Mapping[str, str]
    value: float


class HandlerOutput(TextIOBase):
    """Parsed standard output of handlers; `raised` are the exceptions they raised.

    `written` counts the bytes of its lines.
    """

    def __init__(self) -> None:
        self.metrics: list[EmfValue] = []
        self.logs: list[dict[str, Any]] = []
        self.raised: list[Exception] = []
        self.written = 0

    @property
    def error_messages(self) -> list[str]:
        """Messages of the exceptions raised and of the errors logged."""
        raised = [f"{type(error).__name__}: {error}" for error in self.raised]
        return raised + [str(line["message"]) for line in self.logs if line["level"] == "ERROR"]

    def write(self, text: str) -> int:
        """Parse whole lines, as written by print and by logging."""
        for line in text.splitlines():
            if line.strip():
                self.written += len(line.encode())
                self._parse(json.loads(line))
        return len(text)

    def _parse(self, line: dict[str, Any]) -> None:
        if "_aws" not in line:
            self.logs.append(line)
            return
        for directive in line["_aws"]["CloudWatchMetrics"]:
            dimensions = {name: str(line[name]) for name in directive["Dimensions"][0]}
            for metric in directive["Metrics"]:
                for value in line[metric["Name"]]:
                    self.metrics.append(EmfValue(metric["Name"], dimensions, value))


@dataclass(slots=True)
class InvocationContext:
    """The context of an invocation: its remaining time."""

    timeout_s: float
    _began: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return int((self.timeout_s - (time.monotonic() - self._began)) * 1000)


class HandlerRuntime:
    """Functions, by handler names such as `warmer.handler.handler`."""

    def __init__(self, handlers: Sequence[str], timeout_s: float) -> None:
        names = [handler.rpartition(".") for handler in handlers]
        self._handlers = [getattr(import_module(module), name) for module, _, name in names]
        self._timeout_s = timeout_s
        self._pool = ThreadPoolExecutor(len(handlers))

    def invoke(self, event: Mapping[str, object]) -> HandlerOutput:
        """Invoke all functions with an event, in parallel."""
        output = HandlerOutput()
        with redirect_stdout(output):
            invocations = [
                self._pool.submit(handler, event, InvocationContext(self._timeout_s))
                for handler in self._handlers
            ]
            for invocation in invocations:
                error = invocation.exception()
                if isinstance(error, Exception):
                    output.raised.append(error)
        return output


@contextmanager
def aws_environment(**variables: str) -> Iterator[None]:
    """Set a region, dummy credentials and `variables`; hide the machine's AWS settings."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("AWS_", "KICKOFF_")):
            del os.environ[name]
    os.environ.update(
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID="simulated",
        AWS_SECRET_ACCESS_KEY="simulated",  # noqa: S106 (a dummy)
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        NO_PROXY="127.0.0.1",
        **variables,
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
