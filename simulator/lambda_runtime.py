"""Runs our handlers as Lambda does: found by name, started cold, fed events, their output kept."""

import json
import os
import time
from collections.abc import Iterator, Mapping
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
    """Standard output of handlers, taken apart: EMF metrics, and log lines."""

    def __init__(self) -> None:
        self.metrics: list[Metric] = []
        self.logs: list[dict[str, Any]] = []

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


@dataclass(frozen=True, slots=True)
class Invocation:
    """What came of one: the answer or the error, and what was written meanwhile."""

    answer: object
    error: Exception | None
    metrics: list[Metric]
    logs: list[dict[str, Any]]


class Deployment:
    """A function: `handler` is `module.function`, as a template names it."""

    def __init__(self, handler: str, timeout_s: float) -> None:
        module, _, name = handler.rpartition(".")
        self._handler = getattr(import_module(module), name)
        self._timeout_s = timeout_s

    def invoke(self, event: Mapping[str, object]) -> Invocation:
        """One invocation; an error that the handler raises is its outcome."""
        output, answer, error = Output(), None, None
        with redirect_stdout(output):
            try:
                answer = self._handler(event, Context(self._timeout_s))
            except Exception as raised:  # noqa: BLE001 (Lambda reports whatever a handler raises)
                error = raised
        return Invocation(answer, error, output.metrics, output.logs)


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
