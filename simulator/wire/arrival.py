"""What every call goes through before it has an effect."""

from collections.abc import Mapping
from typing import NamedTuple

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import AFTER, OF_INVOKE, UNANSWERED, Call, Fault


class Answer(NamedTuple):
    """An HTTP response; of an `endless` one the body is said over and over."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    endless: bool = False


def arrive(
    cloud: Cloud, call: Call, errors: Mapping[Fault, ServiceError]
) -> Exception | Fault | None:
    """Record a call and let it meet its fault; returns what remains for after its effect.

    Raises:
        ServiceError: The fault asked for, in the service's own words.
        NoAnswer: The caller is to hear nothing.
    """
    cloud.calls.append(call)
    fault = cloud.faults.take(call)
    match fault:
        case None:
            return None
        case ServiceError():
            raise fault
        case Fault() if fault in OF_INVOKE:
            return fault
    met = UNANSWERED.get(fault) or errors[fault]
    if fault in AFTER:
        return met
    raise met
