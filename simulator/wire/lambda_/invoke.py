"""Lambda's Invoke: `POST /2015-03-31/functions/NAME/invocations`."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import Call, Fault
from simulator.lambda_.function import LATEST, VERSION
from simulator.lambda_.guard import ping_in, respond
from simulator.wire.arrival import HttpResponse, arrive, fault_errors
from simulator.wire.lambda_ import logs

PREFIX = "/2015-03-31/functions/"
_SUFFIX = "/invocations"

FAILED = ServiceError("ServiceException", "The service failed", status=500)
_ERRORS = fault_errors(
    FAILED,
    ServiceError(
        "TooManyRequestsException",
        "Rate Exceeded.",
        status=429,
        fields={"Reason": "CallerRateLimitExceeded"},
    ),
    403,
)
_RAISED: Mapping[object, dict[str, str]] = {
    Fault.CRASHED: {"errorMessage": "the function raised", "errorType": "RuntimeError"},
    Fault.TIMED_OUT: {"errorMessage": "Task timed out after 3.00 seconds"},
}


@dataclass(frozen=True, slots=True)
class Invocation:
    """A request to invoke; `payload` is the event, None without one."""

    function: str
    qualifier: str
    kind: str
    log_tail: bool
    payload: Any

    @property
    def call(self) -> Call:
        """The call, to be recorded."""
        parameters = {
            "FunctionName": self.function,
            "Qualifier": self.qualifier,
            "InvocationType": self.kind,
            "LogType": "Tail" if self.log_tail else "None",
            "Payload": self.payload,
        }
        return Call("lambda.Invoke", parameters)


class InvokeApi:
    """Invokes the functions of a cloud on the running event loop."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._requests = count(1)
        self._asynchronous: set[asyncio.Task[None]] = set()

    async def answer(self, invocation: Invocation) -> HttpResponse:
        """The response to an Invoke; an `Event` is answered before it runs."""
        try:
            after = arrive(self.cloud, invocation.call, _ERRORS)
            if invocation.kind == "Event":
                return self._queue(invocation)
            answer = await self._run(invocation, after)
            if isinstance(after, Exception):
                raise after
        except ServiceError as error:
            return error_response(error)
        return answer

    def _queue(self, invocation: Invocation) -> HttpResponse:
        """Run later. If throttled, it is lost; the real Lambda retries for hours."""
        with self.cloud.lock:
            self.cloud.functions[invocation.function].pool(invocation.qualifier)
        task = asyncio.create_task(self._run_later(invocation))
        self._asynchronous.add(task)
        task.add_done_callback(self._asynchronous.discard)
        return HttpResponse(202, {}, b"")

    async def _run_later(self, invocation: Invocation) -> None:
        with suppress(ServiceError):
            await self._run(invocation, None)

    async def _run(self, invocation: Invocation, after: Fault | Exception | None) -> HttpResponse:
        cloud, name, qualifier = self.cloud, invocation.function, invocation.qualifier
        with cloud.lock:
            function = cloud.functions[name]
            container = cloud.functions.begin(name, qualifier, cloud.now)
        cold = container.requests == 0
        try:
            if cold:
                await asyncio.sleep(function.traits.starts.total_seconds())
            ping = ping_in(invocation.payload) if function.guarded else None
            init = function.init(qualifier)
            content = await respond(cloud.clock, container, ping, init)
        finally:
            with cloud.lock:
                function.pool(qualifier).give_back(container, cloud.now)
        headers = {
            "Content-Type": "application/json",
            "X-Amz-Executed-Version": LATEST if qualifier == LATEST else VERSION,
        }
        if after in _RAISED:
            headers["X-Amz-Function-Error"] = "Unhandled"
            content = _RAISED[after]
        if invocation.log_tail:
            request = f"00000000-0000-4000-8000-{next(self._requests):012}"
            headers["X-Amz-Log-Result"] = logs.tail(request, function.traits, cold=cold)
        if after is Fault.GARBAGE:
            return HttpResponse(200, {}, b"\xff\xfe{not json")
        if after is Fault.ENDLESS:
            return HttpResponse(200, headers, json.dumps(content).encode(), endless=True)
        return HttpResponse(200, headers, json.dumps(content).encode())


def read(raw_path: str, kind: str, *, log_tail: bool, body: bytes) -> Invocation:
    """Parse an Invoke. The path has a name or an ARN; the qualifier is there or in the query.

    Raises:
        ServiceError: The request is invalid or not supported.
    """
    path, _, query = raw_path.partition("?")
    if not path.endswith(_SUFFIX):
        raise ServiceError("UnknownOperationException", f"the stand-in has no {path}", status=404)
    if kind not in {"RequestResponse", "Event"}:
        raise ServiceError("InvalidParameterValueException", f"the stand-in has no {kind}")
    name = unquote(path[len(PREFIX) : -len(_SUFFIX)])
    name = name.partition("function:")[2] or name
    name, _, qualifier = name.partition(":")
    selected = parse_qs(query).get("Qualifier", [qualifier])[0]
    try:
        payload = json.loads(body) if body else None
    except ValueError as error:
        raise ServiceError(
            "InvalidRequestContentException", f"Could not parse request body into json: {error}"
        ) from error
    return Invocation(name, selected or LATEST, kind, log_tail, payload)


def error_response(error: ServiceError) -> HttpResponse:
    """The response for an error: Lambda puts the code into a header."""
    headers = {"Content-Type": "application/json", "X-Amzn-ErrorType": error.code}
    if error.code == "TooManyRequestsException":
        headers["Retry-After"] = "1"
    content = {"Type": "User", "message": error.message, **error.fields}
    return HttpResponse(error.status, headers, json.dumps(content).encode())
