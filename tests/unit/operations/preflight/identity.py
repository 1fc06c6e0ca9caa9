"""IAM, STS and EventBridge of the tests: caller, denied permissions, event buses."""

import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from urllib3 import HTTPResponse

from simulator.cloud import Cloud
from simulator.transport import InProcessEndpoint

ACCOUNT = "123456789012"
HEAD_OF_SQUAD = f"arn:aws:sts::{ACCOUNT}:assumed-role/squad/somebody"
SQUAD = f"arn:aws:iam::{ACCOUNT}:role/squad"

Request = dict[str, list[str]]


@dataclass
class Identity:
    """`denied` has (role, action) pairs; `refused` has operations that fail themselves."""

    arn: str = HEAD_OF_SQUAD
    denied: set[tuple[str, str]] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)
    buses: set[str] = field(default_factory=lambda: {"default"})

    def answer(self, request: Request) -> tuple[int, str]:
        """Return status and XML."""
        self.requests.append(request)
        [operation] = request["Action"]
        if operation in self.refused or operation == "AssumeRole":
            words = "<Code>AccessDenied</Code><Message>not authorized</Message>"
            return 403, f"<ErrorResponse><Error>{words}</Error></ErrorResponse>"
        if operation == "GetCallerIdentity":
            result = f"<Arn>{self.arn}</Arn><Account>{ACCOUNT}</Account>"
        else:
            result = self._simulated(request)
        name = f"{operation}R"
        return 200, f"<{name}esponse><{name}esult>{result}</{name}esult></{name}esponse>"

    def describe_bus(self, body: bytes) -> tuple[int, str]:
        """Return status and JSON of events:DescribeEventBus."""
        name = json.loads(body)["Name"]
        if "DescribeEventBus" in self.refused:
            return 400, json.dumps({"__type": "AccessDeniedException", "Message": "no"})
        if name not in self.buses:
            words = f"Event bus {name} does not exist."
            return 400, json.dumps({"__type": "ResourceNotFoundException", "Message": words})
        return 200, json.dumps({"Name": name})

    def _simulated(self, request: Request) -> str:
        [principal], [resource] = request["PolicySourceArn"], request["ResourceArns.member.1"]
        members = []
        for name, [action] in sorted(request.items()):
            if name.startswith("ActionNames.member."):
                decision = "implicitDeny" if (principal, action) in self.denied else "allowed"
                members.append(
                    f"<member><EvalActionName>{action}</EvalActionName>"
                    f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
                    f"<EvalDecision>{decision}</EvalDecision></member>"
                )
        results = f"<EvaluationResults>{''.join(members)}</EvaluationResults>"
        return f"<IsTruncated>false</IsTruncated>{results}"


class RoutedEndpoint(InProcessEndpoint):
    """The endpoint of this process's clients: an identity, and a cloud for the rest."""

    def __init__(self, cloud: Cloud, identity: Identity) -> None:
        super().__init__(cloud)
        self.identity = identity

    def respond(self, request: AWSPreparedRequest, **kwargs: object) -> AWSResponse:
        scope = str(request.headers["Authorization"])
        body = request.body if isinstance(request.body, bytes) else str(request.body).encode()
        if "/events/aws4_request" in scope:
            status, text = self.identity.describe_bus(body)
        elif re.search("/(iam|sts)/aws4_request", scope):
            status, text = self.identity.answer(parse_qs(body.decode()))
        else:
            return super().respond(request, **kwargs)
        answer = HTTPResponse(BytesIO(text.encode()), status=status, preload_content=False)
        return AWSResponse(request.url, status, HTTPHeaders(), answer)
