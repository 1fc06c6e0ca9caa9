"""Runs ministack with missing behaviour of EventBridge Scheduler, IAM and CloudWatch added.

A program for the environment of `make account`. Without it, ministack does not fill in a schedule's
context attributes, checks IAM with incomplete resource names, takes the session instead of its
role as the principal, simulates policies without the context of the call, and makes no metrics of
log lines. The scheduler's minutes are shortened to seconds.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

from ministack.app import main
from ministack.core import iam_actions, iam_evaluator
from ministack.services import cloudwatch, eventbridge, iam, lambda_svc, scheduler

SECONDS_A_MINUTE = 4
SWEEP_S = 0.2
# Actions of Lambda that ministack takes for others.
ACTIONS = {
    ("GET", "concurrency"): "GetFunctionConcurrency",
    ("GET", "provisioned-concurrency"): "ListProvisionedConcurrencyConfigs",
    ("GET", "account-settings"): "GetAccountSettings",
}
# The context of a simulated call: values by key, in lower case.
CONTEXT: ContextVar[Mapping[str, list[str]] | None] = ContextVar("CONTEXT", default=None)


class FastTime(SimpleNamespace):
    """The module `time` for the scheduler, sped up."""

    def __init__(self) -> None:
        super().__init__(**vars(time))
        began = time.time()
        self.time = lambda: began + (time.time() - began) * 60 / SECONDS_A_MINUTE
        self.sleep = lambda _: time.sleep(SWEEP_S)


def filled_in(target: Mapping[str, Any], event: Mapping[str, Any], *others: object) -> None:
    """Invoke a target; fill the scheduled time into a schedule's input."""
    if event.get("Source") == "aws.scheduler":
        at = datetime.fromtimestamp(event["Time"], UTC).replace(second=0, microsecond=0)
        text = target["Input"].replace("<aws.scheduler.scheduled-time>", at.isoformat())
        target = {**target, "Input": text}
    invoke(target, event, *others)


def action(method: str, path: str) -> str | None:
    """Return the action of a call to Lambda."""
    found: str | None = ACTIONS.get((method, path.rstrip("/").rpartition("/")[2]))
    return found or lambda_action(method, path)


def named(service: str, method: str, path: str, *others: Any, **more: Any) -> str:  # noqa: ANN401 (ministack's)
    """Return the resource of a call: a function with its qualifier, a simulated role, or a bus."""
    found: str = resource(service, method, path, *others, **more)
    headers: Mapping[str, str] = others[0]
    parameters: Mapping[str, list[str]] = others[2]
    match service:
        case "events" if headers.get("x-amz-target", "").endswith("DescribeEventBus"):
            return found.replace(":rule/default/", ":event-bus/")
        case "lambda" if "Qualifier" in parameters:
            return f"{found}:{parameters['Qualifier'][0]}"
        case "iam" if "PolicySourceArn" in parameters:
            return parameters["PolicySourceArn"][0]
        case _:
            return found


def condition_key(name: str, context: Any) -> Any:  # noqa: ANN401 (ministack's)
    """Return the value of a condition key; a session's principal is its role."""
    given = (CONTEXT.get() or {}).get(name.lower())
    if given:
        return given if len(given) > 1 else given[0]
    found = resolve(name, context)
    session = re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.*", str(found))
    if name.lower() == "aws:principalarn" and session:
        return "arn:aws:iam::{}:role/{}".format(*session.groups())
    return found


def members(parameters: Mapping[str, list[str]], name: str) -> Iterator[str]:
    """Yield the prefixes of a list's members in a request."""
    number = 1
    while any(key.startswith(f"{name}.member.{number}") for key in parameters):
        yield f"{name}.member.{number}"
        number += 1


def simulated(parameters: Mapping[str, list[str]]) -> object:
    """Simulate a principal's policies, with the context of the call."""
    CONTEXT.set(
        {
            parameters[f"{entry}.ContextKeyName"][0].lower(): [
                parameters[value][0] for value in members(parameters, f"{entry}.ContextKeyValues")
            ]
            for entry in members(parameters, "ContextEntries")
        }
    )
    try:
        return simulate(parameters)
    finally:
        CONTEXT.set(None)


def logged(function: object, request: str, text: str, *others: object, **more: object) -> None:
    """Write the log of a call, and make metrics of its lines in the embedded metric format."""
    log(function, request, text, *others, **more)
    for line in text.splitlines():
        if '"_aws"' in line:
            publish(json.loads(line))


def publish(line: Mapping[str, Any]) -> None:
    """Record the metrics of a line in the embedded metric format."""
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for metric, names in product(directive["Metrics"], directive["Dimensions"]):
            dimensions = {name: str(line[name]) for name in names}
            found = line[metric["Name"]]
            for value in found if isinstance(found, list) else [found]:
                name, unit = metric["Name"], metric.get("Unit", "None")
                cloudwatch.record_metric(directive["Namespace"], name, value, unit, dimensions)


scheduler.time = FastTime()
invoke, eventbridge._invoke_target = eventbridge._invoke_target, filled_in
lambda_action, iam_actions._lambda_action = iam_actions._lambda_action, action
resource, iam_actions.extract_resource_arn = iam_actions.extract_resource_arn, named
resolve, iam_evaluator._resolve_condition_key = iam_evaluator._resolve_condition_key, condition_key
simulate = iam._simulate_principal_policy
iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = simulated
log, lambda_svc._emit_lambda_logs = lambda_svc._emit_lambda_logs, logged
main()
