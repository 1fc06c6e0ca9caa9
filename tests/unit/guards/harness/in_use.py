"""Drives other warmers' guards from PyPI: reads one event a line, writes its result as a line."""

import contextlib
import io
import json
import sys
import time
from importlib import import_module
from types import SimpleNamespace

import boto3

naps: list[float] = []
reached: list[object] = []
sent: list[object] = []


def sleep(seconds: float) -> None:
    naps.append(round(seconds * 1000))


def client(service: str) -> SimpleNamespace:
    return SimpleNamespace(invoke=lambda **words: sent.append([service, words]))


def business(event: object, context: object) -> object:
    del context
    reached.append(event)
    return {"served": event}


sys.path.append(sys.argv[1])
time.sleep, boto3.client = sleep, client  # type: ignore[assignment]  # before they are imported
GUARDED = {
    "lambda-warmer-py": import_module("lambdawarmer").warmer(business),
    "thundra": import_module("catchpoint.catchpoint_agent").Catchpoint()(business),
}
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:pricing"
CONTEXT = SimpleNamespace(
    aws_request_id="3f2a",
    function_name="pricing",
    function_version="1",
    invoked_function_arn=ARN,
    log_stream_name="2026/12/05/[1]3f2a",
    memory_limit_in_mb=256,
    get_remaining_time_in_millis=lambda: 3_000,
)

for line in sys.stdin:
    said = json.loads(line)
    for each in (naps, reached, sent):
        each.clear()
    with contextlib.redirect_stdout(io.StringIO()):
        answer = GUARDED[said["guard"]](said["event"], CONTEXT)
    told = {"answer": answer, "naps": naps, "reached": reached, "sent": sent}
    print(json.dumps(told), flush=True)  # noqa: T201 (read by the test)
