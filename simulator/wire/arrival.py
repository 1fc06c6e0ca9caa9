"""What every call goes through before it has an effect."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.faults import OF_INVOKE, Call, Fault


class Answer(NamedTuple):
    """An HTTP response; of an `endless` one the body is said over and over."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    endless: bool = False


async def arrive(
    cloud: Cloud, call: Call, errors: Mapping[Fault, ServiceError]
) -> ServiceError | Fault | None:
    """Record a call and let it meet its fault; returns what remains for after its effect.

    Raises:
        ServiceError: The fault asked for, in the service's own words.
    """
    cloud.calls.append(call)
    fault = cloud.faults.take(call.operation)
    match fault:
        case Fault.SILENT:
            await asyncio.Event().wait()
        case Fault.FAILED_AFTER:
            return errors[fault]
        case None:
            return None
        case Fault() if fault in OF_INVOKE:
            return fault
        case ServiceError():
            raise fault
        case _:
            raise errors[fault]
    return None
