"""Routing of a request to a service and a region."""

import re
from collections.abc import Mapping

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire import query, s3, scheduler
from simulator.wire.arrival import HttpRequest, HttpResponse
from simulator.wire.autoscaling.service import AUTOSCALING
from simulator.wire.cloudwatch import CLOUDWATCH
from simulator.wire.dynamodb.service import DYNAMODB
from simulator.wire.events import EVENTS
from simulator.wire.kinesis import KINESIS
from simulator.wire.lambda_ import control, invoke
from simulator.wire.lambda_.invoke import InvokeApi
from simulator.wire.lambda_.refusals import error_response
from simulator.wire.services import ECS, KEYSPACES, SAGEMAKER
from simulator.wire.ssm import SSM

_JSON = {
    "DynamoDB_20120810": DYNAMODB,
    "AnyScaleFrontendService": AUTOSCALING,
    "GraniteServiceVersion20100801": CLOUDWATCH,
    "AWSEvents": EVENTS,
    "AmazonSSM": SSM,
    "AmazonEC2ContainerServiceV20141113": ECS,
    "SageMaker": SAGEMAKER,
    "KeyspacesService": KEYSPACES,
    "Kinesis_20131202": KINESIS,
}
_SIGNED_FOR = re.compile(r"Credential=[^/]+/[0-9]+/([a-z0-9-]+)/([a-z0-9-]+)/")
_NO_SERVICE = HttpResponse(404, {}, b"the stand-in has no such service\n")


class Front:
    """All services of an account: a header names most, the signature S3 and the Scheduler.

    Any other request is for Lambda.

    `elsewhere` are the clouds of other regions, by the region that a request is signed for.
    """

    def __init__(self, cloud: Cloud, elsewhere: Mapping[str, Cloud]) -> None:
        self._home = InvokeApi(cloud)
        self._elsewhere = {region: InvokeApi(each) for region, each in elsewhere.items()}

    async def answer(self, request: HttpRequest) -> HttpResponse:
        """The response to a request.

        Raises:
            NoAnswer: The caller gets no answer.
        """
        functions = self._signed_for(request)
        if request.method == "POST" and invoke.is_invoke(request.path):
            return await _invoke(functions, request)
        return answer_at_once(functions.cloud, request)

    def _signed_for(self, request: HttpRequest) -> InvokeApi:
        region, _ = _signed_for(request)
        return self._elsewhere.get(region, self._home)


def answer_at_once(cloud: Cloud, request: HttpRequest) -> HttpResponse:
    """The response to any request but Invoke; errors as `Front.answer`."""
    service, _, operation = request.headers.get("X-Amz-Target", "").partition(".")
    if service in _JSON:
        return _JSON[service].answer(cloud, operation, request.body)
    match _signed_for(request)[1]:
        case service if service in query.SERVICES:
            return query.answer(cloud, service, request)
        case "s3":
            return s3.answer(cloud, request)
        case "scheduler":
            return scheduler.answer(cloud, request)
    if request.method != "POST" or request.path.startswith(control.PREFIX):
        return control.answer(cloud, request.method, request.path, request.body)
    return _NO_SERVICE


def _signed_for(request: HttpRequest) -> tuple[str, str]:
    """The region and the service in the signature of a request, empty without one."""
    signed = _SIGNED_FOR.search(request.headers.get("Authorization", ""))
    return (signed[1], signed[2]) if signed else ("", "")


async def _invoke(functions: InvokeApi, request: HttpRequest) -> HttpResponse:
    try:
        invocation = invoke.read(
            request.path,
            request.headers.get("X-Amz-Invocation-Type", "RequestResponse"),
            log_tail=request.headers.get("X-Amz-Log-Type") == "Tail",
            body=request.body,
        )
    except ServiceError as error:
        return error_response(error)
    return await functions.answer(invocation)
