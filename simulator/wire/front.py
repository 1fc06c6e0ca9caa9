"""Tells the services apart, and the regions: what a request is for, whatever carries it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire import lambda_, lambda_control
from simulator.wire.arrival import Answer
from simulator.wire.autoscaling import AUTOSCALING
from simulator.wire.cloudwatch import CLOUDWATCH
from simulator.wire.dynamodb import DYNAMODB

_JSON = MappingProxyType(
    {
        "DynamoDB_20120810": DYNAMODB,
        "AnyScaleFrontendService": AUTOSCALING,
        "GraniteServiceVersion20100801": CLOUDWATCH,
    }
)
_REGION = re.compile(r"Credential=[^/]+/[0-9]+/([a-z0-9-]+)/")
_NO_SERVICE = Answer(404, {}, b"the stand-in has no such service\n")


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; `path` is raw, with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Front:
    """An account: Lambda by its path, the other services by their header.

    `elsewhere` are its clouds in other regions, by the region that a request is signed for.
    """

    def __init__(self, cloud: Cloud, elsewhere: Mapping[str, Cloud]) -> None:
        self._home = lambda_.Lambda(cloud)
        self._elsewhere = {region: lambda_.Lambda(each) for region, each in elsewhere.items()}

    async def answer(self, request: Request) -> Answer:
        """The response to any request.

        Raises:
            NoAnswer: There is to be none.
        """
        functions = self._signed_for(request)
        if request.method == "POST" and request.path.startswith(lambda_.PREFIX):
            return await _invoke(functions, request)
        return answer_at_once(functions.cloud, request)

    def _signed_for(self, request: Request) -> lambda_.Lambda:
        signed = _REGION.search(request.headers.get("Authorization", ""))
        return self._elsewhere.get(signed[1], self._home) if signed else self._home


def answer_at_once(cloud: Cloud, request: Request) -> Answer:
    """The response to a request that invokes no function; errors as `Front.answer`."""
    service, _, operation = request.headers.get("X-Amz-Target", "").partition(".")
    if service in _JSON:
        return _JSON[service].answer(cloud, operation, request.body)
    if request.method != "POST":
        return lambda_control.answer(cloud, request.method, request.path, request.body)
    return _NO_SERVICE


async def _invoke(functions: lambda_.Lambda, request: Request) -> Answer:
    try:
        invocation = lambda_.read(
            request.path,
            request.headers.get("X-Amz-Invocation-Type", "RequestResponse"),
            log_tail=request.headers.get("X-Amz-Log-Type") == "Tail",
            body=request.body,
        )
    except ServiceError as error:
        return lambda_.refusal(error)
    return await functions.answer(invocation)
