"""Runs ministack with missing behaviour of EventBridge Scheduler and IAM added.

A program for the environment of `make account`. Without it, ministack does not fill in a schedule's
context attributes, checks IAM with incomplete resource names, and takes the session instead of its
role as the principal. The scheduler's minutes are shortened to seconds.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from ministack.app import main
from ministack.core import iam_actions, iam_evaluator
from ministack.services import eventbridge, scheduler

SECONDS_A_MINUTE = 4
SWEEP_S = 0.2
# Actions of Lambda that ministack takes for others.
ACTIONS = {
    ("GET", "concurrency"): "GetFunctionConcurrency",
    ("GET", "provisioned-concurrency"): "ListProvisionedConcurrencyConfigs",
    ("GET", "account-settings"): "GetAccountSettings",
}


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
    found = resolve(name, context)
    session = re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.*", str(found))
    if name.lower() == "aws:principalarn" and session:
        return "arn:aws:iam::{}:role/{}".format(*session.groups())
    return found


scheduler.time = FastTime()
invoke, eventbridge._invoke_target = eventbridge._invoke_target, filled_in
lambda_action, iam_actions._lambda_action = iam_actions._lambda_action, action
resource, iam_actions.extract_resource_arn = iam_actions.extract_resource_arn, named
resolve, iam_evaluator._resolve_condition_key = iam_evaluator._resolve_condition_key, condition_key
main()
