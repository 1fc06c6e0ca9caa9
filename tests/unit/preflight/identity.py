"""IAM and STS on a socket: who asks, and what IAM's simulation denies to whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

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
        if operation in self.refused:
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


@contextmanager
def served(identity: Identity) -> Iterator[str]:
    """Where it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, xml = identity.answer(parse_qs(body))
            self.send_response(status)
            self.send_header("Content-Length", str(len(xml)))
            self.end_headers()
            self.wfile.write(xml.encode())

        def log_request(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
