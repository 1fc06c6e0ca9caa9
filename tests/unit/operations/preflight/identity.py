"""IAM and STS: who asks, and what IAM's simulation denies to whom."""

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

Asked = dict[str, list[str]]


@dataclass
class Identity:
    """`denied` are (principal, action); `refused` are operations that may not be asked at all."""

    arn: str = HEAD_OF_SQUAD
    denied: set[tuple[str, str]] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, str]:
        """Status and XML."""
        self.asked.append(asked)
        [operation] = asked["Action"]
        if operation in self.refused or operation == "AssumeRole":
            words = "<Code>AccessDenied</Code><Message>not authorized</Message>"
            return 403, f"<ErrorResponse><Error>{words}</Error></ErrorResponse>"
        if operation == "GetCallerIdentity":
            result = f"<Arn>{self.arn}</Arn><Account>{ACCOUNT}</Account>"
        else:
            result = self._simulated(asked)
        name = f"{operation}R"
        return 200, f"<{name}esponse><{name}esult>{result}</{name}esult></{name}esponse>"

    def _simulated(self, asked: Asked) -> str:
        [principal], [resource] = asked["PolicySourceArn"], asked["ResourceArns.member.1"]
        members = []
        for name, [action] in sorted(asked.items()):
            if name.startswith("ActionNames.member."):
                verdict = "implicitDeny" if (principal, action) in self.denied else "allowed"
                members.append(
                    f"<member><EvalActionName>{action}</EvalActionName>"
                    f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
                    f"<EvalDecision>{verdict}</EvalDecision></member>"
                )
        results = f"<EvaluationResults>{''.join(members)}</EvaluationResults>"
        return f"<IsTruncated>false</IsTruncated>{results}"


class Lines(InProcessEndpoint):
    """Where the clients of this process go now: to an identity, and to a cloud for all else."""

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
