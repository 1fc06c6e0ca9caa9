"""Services with the query protocol: CloudFormation, ElastiCache, IAM, RDS, SNS and STS."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from simulator.cloud import Cloud
from simulator.errors import ServiceError, invalid
from simulator.faults import Call, Fault
from simulator.side_services import SimulatedStack
from simulator.wire import databases, identity, notifications
from simulator.wire.arrival import HttpRequest, HttpResponse, arrive, fault_errors

_XML = {"Content-Type": "text/xml"}
_ERRORS = fault_errors(
    ServiceError("InternalFailure", "The service failed", status=500),
    ServiceError("Throttling", "Rate exceeded", status=400),
    403,
)
# SNS has a name of its own for a denied call.
_OF_SNS = {
    **_ERRORS,
    Fault.DENIED: ServiceError("AuthorizationError", "User is not authorized", status=403),
}
SERVICES = frozenset({"cloudformation", "elasticache", "iam", "rds", "sns", "sts"})


def answer(cloud: Cloud, service: str, request: HttpRequest) -> HttpResponse:
    """The response to a request of one of these services."""
    parameters = dict(parse_qsl(request.body.decode()))
    action = parameters.get("Action", "")
    try:
        errors = _OF_SNS if service == "sns" else _ERRORS
        after = arrive(cloud, Call(f"{service}.{action}", parameters), errors)
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
    operations: Mapping[str, Callable[[Cloud, Mapping[str, str]], str]] = {
        "DescribeDBInstances": databases.instances,
        "DescribeReplicationGroups": databases.replication_groups,
        "DescribeStacks": lambda cloud, named: _stacks(cloud, named["StackName"]),
        "GetCallerIdentity": lambda *_: identity.caller(),
        "GetTemplate": _template,
        "ListSubscriptionsByTopic": notifications.list_subscriptions,
        "Publish": notifications.publish,
        "SimulatePrincipalPolicy": identity.simulate,
    }
    if action not in operations:
        raise ServiceError("InvalidAction", f"the stand-in has no {action}", status=400)
    return operations[action](cloud, parameters)


def _template(cloud: Cloud, parameters: Mapping[str, str]) -> str:
    body = escape(_found(cloud, parameters["StackName"]).template)
    return f"<TemplateBody>{body}</TemplateBody>"


def _stacks(cloud: Cloud, name: str) -> str:
    stack = _found(cloud, name)
    return f"<Stacks><member>{_stack(cloud, name, stack)}</member></Stacks>"


def _found(cloud: Cloud, name: str) -> SimulatedStack:
    stack = cloud.side.stacks.get(name.rpartition("stack/")[2].partition("/")[0])
    if stack is None:
        raise invalid(f"Stack with id {name} does not exist")
    return stack


def _stack(cloud: Cloud, name: str, stack: SimulatedStack) -> str:
    arn = f"arn:aws:cloudformation:{cloud.region}:{identity.ACCOUNT}:stack/{name}/1"
    return (
        f"<StackId>{arn}</StackId><StackName>{name}</StackName>"
        f"<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>{stack.created.isoformat()}</CreationTime>"
        f"{_pairs('Output', stack.outputs)}{_pairs('Parameter', stack.parameters)}"
    )


def _pairs(kind: str, values: Mapping[str, str]) -> str:
    members = (
        f"<member><{kind}Key>{key}</{kind}Key><{kind}Value>{escape(value)}</{kind}Value></member>"
        for key, value in values.items()
    )
    return f"<{kind}s>{''.join(members)}</{kind}s>"
