"""AWS JSON 1.0 and 1.1: the operation in a header, parameters and result as JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Call, Fault
from simulator.wire.arrival import HttpResponse, arrive

Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JsonOperation:
    """An operation and its supported parameters; a call with any other is refused."""

    perform: Callable[[Cloud, Parameters], dict[str, Any]]
    accepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class JsonService:
    """A service with a JSON protocol."""

    name: str
    content_type: str
    operations: Mapping[str, JsonOperation]
    errors: Mapping[Fault, ServiceError]

    def answer(self, cloud: Cloud, operation: str, body: bytes) -> HttpResponse:
        """The response to a request."""
        try:
            result = self._perform(cloud, operation, json.loads(body))
        except ServiceError as error:
            refusal = {"__type": error.code, "message": error.message, **error.fields}
            return self._write(error.status, refusal)
        return self._write(200, result)

    def _perform(self, cloud: Cloud, name: str, parameters: Parameters) -> dict[str, Any]:
        operation = self.operations.get(name)
        if operation is None:
            raise ServiceError("UnknownOperationException", f"the stand-in has no {name}")
        after = arrive(cloud, Call(f"{self.name}.{name}", parameters), self.errors)
        unknown = sorted(parameters.keys() - operation.accepts)
        if unknown:
            raise invalid(f"the stand-in's {name} does not support {', '.join(unknown)}")
        with cloud.lock:
            result = operation.perform(cloud, parameters)
        if isinstance(after, Exception):
            raise after
        return result

    def _write(self, status: int, content: dict[str, Any]) -> HttpResponse:
        return HttpResponse(
            status, {"Content-Type": self.content_type}, json.dumps(content).encode()
        )
