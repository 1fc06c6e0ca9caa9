"""Services with the query protocol: CloudFormation, STS, RDS and ElastiCache."""

from collections.abc import Mapping
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Call
from simulator.side_services import SimulatedStack
from simulator.wire import databases
from simulator.wire.arrival import HttpRequest, HttpResponse, arrive, fault_errors

_ACCOUNT = "123456789012"
_XML = {"Content-Type": "text/xml"}
_ERRORS = fault_errors(
    ServiceError("InternalFailure", "The service failed", status=500),
    ServiceError("Throttling", "Rate exceeded", status=400),
    403,
)
SERVICES = frozenset({"cloudformation", "elasticache", "rds", "sts"})


def answer(cloud: Cloud, service: str, request: HttpRequest) -> HttpResponse:
    """The response to the operations of `_perform`."""
    parameters = dict(parse_qsl(request.body.decode()))
    action = parameters.get("Action", "")
    try:
        after = arrive(cloud, Call(f"{service}.{action}", parameters), _ERRORS)
        with cloud.lock:
            result = _perform(cloud, action, parameters)
        if isinstance(after, Exception):
            raise after
    except ServiceError as error:
        code, message = escape(error.code), escape(error.message)
        xml = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
            f"<Message>{message}</Message></Error></ErrorResponse>"
        )
        return HttpResponse(error.status, _XML, xml.encode())
    xml = f"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"
    return HttpResponse(200, _XML, xml.encode())


def _perform(cloud: Cloud, action: str, parameters: Mapping[str, str]) -> str:
    match action:
        case "DescribeStacks":
            return _stacks(cloud, parameters["StackName"])
        case "GetCallerIdentity":
            return f"<Account>{_ACCOUNT}</Account><Arn>arn:aws:iam::{_ACCOUNT}:user/ops</Arn>"
        case "DescribeDBInstances":
            return databases.instances(cloud, parameters)
        case "DescribeReplicationGroups":
            return databases.replication_groups(cloud, parameters)
    raise ServiceError("InvalidAction", f"the stand-in has no {action}", status=400)


def _stacks(cloud: Cloud, name: str) -> str:
    stack = cloud.side.stacks.get(name.rpartition("stack/")[2].partition("/")[0])
    if stack is None:
        raise invalid(f"Stack with id {name} does not exist")
    return f"<Stacks><member>{_stack(cloud, name, stack)}</member></Stacks>"


def _stack(cloud: Cloud, name: str, stack: SimulatedStack) -> str:
    arn = f"arn:aws:cloudformation:{cloud.region}:{_ACCOUNT}:stack/{name}/1"
    return (
        f"<StackId>{arn}</StackId><StackName>{name}</StackName>"
        f"<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-01T00:00:00Z</CreationTime>"
        f"{_pairs('Output', stack.outputs)}{_pairs('Parameter', stack.parameters)}"
    )


def _pairs(kind: str, values: Mapping[str, str]) -> str:
    members = (
        f"<member><{kind}Key>{key}</{kind}Key><{kind}Value>{escape(value)}</{kind}Value></member>"
        for key, value in values.items()
    )
    return f"<{kind}s>{''.join(members)}</{kind}s>"
