"""Lambda's Invoke: `POST /2015-03-31/functions/NAME/invocations`."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote

from simulator.cloud import Cloud
from simulator.containers import Container, Pool
from simulator.errors import ServiceError
from simulator.faults import Call, Fault
from simulator.lambda_.errors import LATEST
from simulator.lambda_.function import SimulatedFunction
from simulator.lambda_.guard import ping_in, respond
from simulator.traits import Placement
from simulator.wire.arrival import HttpResponse, arrive, fault_errors
from simulator.wire.lambda_ import logs
from simulator.wire.lambda_.names import split_name
from simulator.wire.lambda_.refusals import FAILED, error_response

_PREFIX = "/2015-03-31/functions/"
_SUFFIX = "/invocations"

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
_KINDS = frozenset({"RequestResponse", "Event", "DryRun"})


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
            if invocation.kind == "DryRun":
                return self._check(invocation)
            if invocation.kind == "Event":
                return self._queue(invocation)
            answer = await self._run(invocation, after)
            if isinstance(after, Exception):
                raise after
        except ServiceError as error:
            return error_response(error)
        return answer

    def _check(self, invocation: Invocation) -> HttpResponse:
        """Look the function up, and run nothing."""
        with self.cloud.lock:
            self.cloud.functions.qualified(invocation.function, invocation.qualifier)
        return HttpResponse(204, {}, b"")

    def _queue(self, invocation: Invocation) -> HttpResponse:
        """Run later. If throttled, it is lost; the real Lambda retries for hours."""
        self._check(invocation)
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
            function = cloud.functions.qualified(name, qualifier)
            qualifier = function.versions.route(qualifier)
            container = cloud.functions.begin(name, qualifier, cloud.now)
            pool, version = function.pool(qualifier), function.versions.version_of(qualifier)
        cold = container.cold
        request = f"00000000-0000-4000-8000-{next(self._requests):012}"
        if cold and function.traits.placement is Placement.HANDED_OVER:
            container = await self._first_free(function, pool, container)
            cold = container.requests == 0
        elif cold:
            await asyncio.sleep(function.start_s())
        try:
            ping = ping_in(invocation.payload) if function.guarded else None
            content = await respond(cloud.clock, container, ping, function.init(container))
        finally:
            with cloud.lock:
                pool.give_back(container, cloud.now)
        headers = {"Content-Type": "application/json", "X-Amz-Executed-Version": version}
        if after is Fault.CRASHED or after is Fault.TIMED_OUT:
            headers["X-Amz-Function-Error"] = "Unhandled"
            timeout = function.versions.settings[version].timeout_s
            content = _raised(request) if after is Fault.CRASHED else _timed_out(request, timeout)
        if invocation.log_tail:
            start = logs.Start(request, version, cold=cold)
            headers["X-Amz-Log-Result"] = logs.tail(start, function.traits)
        if after is Fault.GARBAGE:
            return HttpResponse(200, {}, b"\xff\xfe{not json")
        if after is Fault.ENDLESS:
            return HttpResponse(200, headers, json.dumps(content).encode(), endless=True)
        return HttpResponse(200, headers, json.dumps(content).encode())

    async def _first_free(
        self, function: SimulatedFunction, pool: Pool, own: Container
    ) -> Container:
        """Wait for the container that frees or starts first; `own` starts meanwhile."""
        loop = asyncio.get_running_loop()
        handed: asyncio.Future[Container] = loop.create_future()
        loop.call_later(function.start_s(), self._finish_start, pool, own)

        def accept(free: Container) -> None:
            loop.call_soon_threadsafe(handed.set_result, free)

        with self.cloud.lock:
            pool.wait(accept)
        container = await handed
        container.qualifier = own.qualifier
        return container

    def _finish_start(self, pool: Pool, container: Container) -> None:
        with self.cloud.lock:
            pool.finish_start(container, self.cloud.now)


def is_invoke(raw_path: str) -> bool:
    """Return whether a path is the one of Invoke."""
    path = raw_path.partition("?")[0]
    return path.startswith(_PREFIX) and path.endswith(_SUFFIX)


def read(raw_path: str, kind: str, *, log_tail: bool, body: bytes) -> Invocation:
    """Parse an Invoke. The path has a name or an ARN; the qualifier is there or in the query.

    Raises:
        ServiceError: The request is invalid or not supported.
    """
    path, _, query = raw_path.partition("?")
    if kind not in _KINDS:
        raise ServiceError("InvalidParameterValueException", f"the stand-in has no {kind}")
    name, qualifier = split_name(unquote(path[len(_PREFIX) : -len(_SUFFIX)]))
    selected = parse_qs(query).get("Qualifier", [qualifier])[0]
    try:
        payload = json.loads(body) if body else None
    except ValueError as error:
        raise ServiceError(
            "InvalidRequestContentException", f"Could not parse request body into json: {error}"
        ) from error
    return Invocation(name, selected or LATEST, kind, log_tail, payload)


def _raised(request: str) -> dict[str, Any]:
    """The payload after an exception of the handler."""
    return {
        "errorMessage": "the function raised",
        "errorType": "RuntimeError",
        "requestId": request,
        "stackTrace": [
            '  File "/var/task/handler.py", line 2, in handler\n    raise RuntimeError\n'
        ],
    }


def _timed_out(request: str, timeout_s: int) -> dict[str, Any]:
    """The payload after the function's own timeout."""
    return {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {request} Error: Task timed out after {timeout_s}.00 seconds",
    }
