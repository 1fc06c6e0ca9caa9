"""Runs a guarded handler with Powertools' decorators: a ping, then two requests.

Writes a line for each: whether it published the metric ColdStart, and the `cold_start` of its logs.
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from types import SimpleNamespace

os.environ["POWERTOOLS_METRICS_NAMESPACE"] = os.environ["POWERTOOLS_SERVICE_NAME"] = "pricing"
sys.path.insert(0, sys.argv[2])
from aws_lambda_powertools import Logger, Metrics
from kickoff_guard import warmed  # type: ignore[import-not-found]

Handler = Callable[[object, object], object]
logger = Logger(stream=sys.stderr)
metrics = Metrics()
CONTEXT = SimpleNamespace(
    function_name="pricing",
    function_version="1",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:pricing",
    aws_request_id="3f2a",
    get_remaining_time_in_millis=lambda: 3_000,
)


def decorated(handler: Handler) -> Handler:
    return logger.inject_lambda_context(
        metrics.log_metrics(handler, capture_cold_start_metric=True)
    )


def business(event: object, context: object) -> object:
    del context
    logger.info("priced")
    return event


def nothing(event: object, context: object) -> None:
    del event, context


ORDERS: dict[str, Callable[[], Handler]] = {
    "guard outside": lambda: warmed(decorated(business)),
    "guard inside": lambda: decorated(warmed(business)),
    "guard outside, primed": lambda: warmed(
        decorated(business), prime=lambda context: decorated(nothing)({}, context)
    ),
}

handler = ORDERS[sys.argv[1]]()
for event in ({"kickoff": {"ping": "w"}}, {"order": 7}, {"order": 8}):
    written, logged = io.StringIO(), io.StringIO()
    for each in logger.handlers:
        each.stream = logged  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(written):
        answer = handler(event, CONTEXT)
    cold = [json.loads(line)["cold_start"] for line in logged.getvalue().splitlines()]
    told = {"ColdStart": "ColdStart" in written.getvalue(), "cold_start": cold}
    print(json.dumps([told, answer != event]))  # noqa: T201 (read by the test)
