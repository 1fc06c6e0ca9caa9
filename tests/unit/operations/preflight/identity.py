"""IAM and STS of the tests: the caller, and the permissions that the simulation denies."""

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
    """`denied` has (principal, action) pairs; `refused` has operations that fail themselves.

    `path` is the path of the caller's role, which STS omits.
    """

    arn: str = HEAD_OF_SQUAD
    path: str = "/"
    denied: set[tuple[str, str]] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> tuple[int, str]:
        """Return status and XML."""
        self.requests.append(request)
        [operation] = request["Action"]
        if operation in self.refused or operation == "AssumeRole":
            words = "<Code>AccessDenied</Code><Message>not authorized</Message>"
            return 403, f"<ErrorResponse><Error>{words}</Error></ErrorResponse>"
        if operation == "GetCallerIdentity":
            result = f"<Arn>{self.arn}</Arn><Account>{ACCOUNT}</Account>"
        elif operation == "GetRole":
            result = f"<Role><Arn>{self.role}</Arn></Role>"
        elif request["PolicySourceArn"] == [SQUAD] != [self.role]:
            words = "<Code>NoSuchEntity</Code><Message>no such role</Message>"
            return 404, f"<ErrorResponse><Error>{words}</Error></ErrorResponse>"
        else:
            result = self._simulated(request)
        name = f"{operation}R"
        return 200, f"<{name}esponse><{name}esult>{result}</{name}esult></{name}esponse>"

    @property
    def role(self) -> str:
        """Return the ARN of the caller's role."""
        return SQUAD.replace("role/", f"role{self.path}")

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
    """The endpoint of this process's clients: an identity for IAM and STS, a cloud for the rest."""

    def __init__(self, cloud: Cloud, identity: Identity) -> None:
        super().__init__(cloud)
        self.identity = identity

    def respond(self, request: AWSPreparedRequest, **kwargs: object) -> AWSResponse:
        if not re.search("/(iam|sts)/aws4_request", str(request.headers["Authorization"])):
            return super().respond(request, **kwargs)
        body = request.body
        status, xml = self.identity.answer(
            parse_qs(body.decode() if isinstance(body, bytes) else str(body))
        )
        answer = HTTPResponse(BytesIO(xml.encode()), status=status, preload_content=False)
        return AWSResponse(request.url, status, HTTPHeaders(), answer)
