"""Runs our handlers as Lambda does: found by name, invoked side by side, what they write kept."""

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
class Metric:
    """One value of an EMF line."""

    name: str
    dimensions: Mapping[str, str]
    value: float


class Output(TextIOBase):
    """Standard output of handlers, taken apart; `raised` is what they raised."""

    def __init__(self) -> None:
        self.metrics: list[Metric] = []
        self.logs: list[dict[str, Any]] = []
        self.raised: list[Exception] = []

    def write(self, text: str) -> int:
        """Take in whole lines, as both print and logging write them."""
        for line in text.splitlines():
            if line.strip():
                self._take(json.loads(line))
        return len(text)

    def _take(self, line: dict[str, Any]) -> None:
        if "_aws" not in line:
            self.logs.append(line)
            return
        for directive in line["_aws"]["CloudWatchMetrics"]:
            dimensions = {name: str(line[name]) for name in directive["Dimensions"][0]}
            for metric in directive["Metrics"]:
                for value in line[metric["Name"]]:
                    self.metrics.append(Metric(metric["Name"], dimensions, value))


@dataclass(slots=True)
class Context:
    """What a handler learns of its invocation."""

    timeout_s: float
    _began: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""
        return int((self.timeout_s - (time.monotonic() - self._began)) * 1000)


class Runtime:
    """Functions by their handlers: `module.function`, as a template names them."""

    def __init__(self, handlers: Sequence[str], timeout_s: float) -> None:
        parted = [handler.rpartition(".") for handler in handlers]
        self._handlers = [getattr(import_module(module), name) for module, _, name in parted]
        self._timeout_s = timeout_s
        self._pool = ThreadPoolExecutor(len(handlers))

    def invoke(self, event: Mapping[str, object]) -> Output:
        """Invoke every function with an event, at the same time."""
        output = Output()
        with redirect_stdout(output):
            invocations = [
                self._pool.submit(handler, event, Context(self._timeout_s))
                for handler in self._handlers
            ]
            for invocation in invocations:
                error = invocation.exception()
                if isinstance(error, Exception):
                    output.raised.append(error)
        return output


@contextmanager
def aws_environment(**variables: str) -> Iterator[None]:
    """A region, credentials that open nothing, and `variables`; no setting of the machine's."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("AWS_", "KICKOFF_")):
            del os.environ[name]
    os.environ.update(
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID="simulated",
        AWS_SECRET_ACCESS_KEY="simulated",  # noqa: S106 (opens nothing)
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
