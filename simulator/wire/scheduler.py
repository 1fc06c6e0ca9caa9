"""EventBridge Scheduler: schedules are checked and kept, but start nothing."""

import json
import re
from datetime import datetime
from urllib.parse import unquote

from simulator.autoscaling.schedules import next_run
from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Call
from simulator.wire.arrival import HttpRequest, HttpResponse, arrive, fault_errors

_ARN = "arn:aws:scheduler:eu-west-1:123456789012:schedule/default"
_PATH = re.compile(r"/schedules/([^/?]+)")
_FORMS = re.compile(
    r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)"
    r"|rate\([1-9]\d* (minute|hour|day)s?\)"
    r"|cron\(\S+( \S+){5}\)"
)
_ERRORS = fault_errors(
    ServiceError("InternalServerException", "The service failed", status=500),
    ServiceError("ThrottlingException", "Rate exceeded", status=429),
    403,
)


def answer(cloud: Cloud, request: HttpRequest) -> HttpResponse:
    """The response to a request; CreateSchedule is the only operation."""
    try:
        name, parameters = _name(request), json.loads(request.body)
        after = arrive(cloud, Call("scheduler.CreateSchedule", parameters), _ERRORS)
        with cloud.lock:
            _create(cloud, name, parameters["ScheduleExpression"])
        if isinstance(after, Exception):
            raise after
    except ServiceError as error:
        headers = {"Content-Type": "application/json", "x-amzn-ErrorType": error.code}
        return HttpResponse(error.status, headers, json.dumps({"Message": error.message}).encode())
    content = json.dumps({"ScheduleArn": f"{_ARN}/{name}"})
    return HttpResponse(200, {"Content-Type": "application/json"}, content.encode())


def _name(request: HttpRequest) -> str:
    found = _PATH.fullmatch(request.path)
    if request.method != "POST" or found is None:
        message = f"the stand-in has no {request.method} of {request.path}"
        raise ServiceError("UnknownOperationException", message, status=404)
    return unquote(found[1])


def _create(cloud: Cloud, name: str, expression: str) -> None:
    if not _is_valid(expression, cloud.now):
        raise invalid(f"Invalid Schedule Expression {expression}.")
    if name in cloud.side.schedules:
        raise ServiceError("ConflictException", f"Schedule {name} already exists.", status=409)
    cloud.side.schedules[name] = expression


def _is_valid(expression: str, now: datetime) -> bool:
    """Return whether it is an instant without a zone, a rate, or a cron expression.

    One of a cron's two fields of days is `?`, and only one.
    """
    if _FORMS.fullmatch(expression) is None:
        return False
    try:
        next_run(expression, "UTC", now)
    except ServiceError:
        return False
    if not expression.startswith("cron("):
        return True
    _, _, day, _, weekday, _ = expression[5:-1].split()
    return (day == "?") != (weekday == "?")
