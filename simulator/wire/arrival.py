"""HTTP requests and responses; arrival of a call: it is recorded, and its fault is applied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import AFTER, INVOKE_ONLY, UNANSWERED, Call, Fault


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """An HTTP request; `path` is raw and contains the query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class HttpResponse(NamedTuple):
    """An HTTP response; the body of an `endless` one repeats forever."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    endless: bool = False


def fault_errors(
    failed: ServiceError, throttled: ServiceError, denied_status: int = 400
) -> Mapping[Fault, ServiceError]:
    """The errors of a service for the first four faults."""
    return {
        Fault.THROTTLED: throttled,
        Fault.DENIED: ServiceError(
            "AccessDeniedException", "User is not authorized", status=denied_status
        ),
        Fault.FAILED: failed,
        Fault.FAILED_AFTER: failed,
    }


def arrive(
    cloud: Cloud, call: Call, errors: Mapping[Fault, ServiceError]
) -> Exception | Fault | None:
    """Record a call and apply its fault; returns the fault to apply after the call's effect.

    Raises:
        ServiceError: The fault, as an error of the service.
        NoAnswer: The caller gets no answer.
    """
    cloud.calls.append(call)
    fault = cloud.faults.take(call)
    match fault:
        case None:
            return None
        case ServiceError():
            raise fault
        case Fault() if fault in INVOKE_ONLY:
            return fault
    error = UNANSWERED.get(fault) or errors[fault]
    if fault in AFTER:
        return error
    raise error
