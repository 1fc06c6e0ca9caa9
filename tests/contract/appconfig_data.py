"""AppConfig's data plane: sessions, tokens good for one call, nothing where nothing is new."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, urlsplit


@dataclass
class Deployed:
    """What is deployed in each environment; `sent` is how often each token's session was told."""

    content: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    failing: bool = False
    tokens: dict[str, tuple[tuple[str, str, str], bytes]] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def begin(self, wanted: dict[str, str]) -> str:
        names = ("ApplicationIdentifier", "EnvironmentIdentifier", "ConfigurationProfileIdentifier")
        application, environment, profile = (wanted[name] for name in names)
        return self.token((application, environment, profile), b"")

    def token(self, profile: tuple[str, str, str], known: bytes) -> str:
        token = f"token-{next(self.numbers)}"
        self.tokens[token] = (profile, known)
        return token


@contextmanager
def serve(deployed: Deployed) -> Iterator[str]:
    """Serve it on a socket; yields the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = deployed.begin(body)
            self._answer(201, json.dumps({"InitialConfigurationToken": token}).encode())

        def do_GET(self) -> None:
            if deployed.failing:
                self._answer(500, b"{}")
                return
            [token] = parse_qs(urlsplit(self.path).query)["configuration_token"]
            if token not in deployed.tokens:
                self._refuse("BadRequestException")
                return
            profile, known = deployed.tokens.pop(token)
            if profile not in deployed.content:
                self._refuse("ResourceNotFoundException")
                return
            found = deployed.content[profile]
            following = deployed.token(profile, found)
            sent = found if found != known else b""
            deployed.answers.append(len(sent))
            self._answer(200, sent, {"Next-Poll-Configuration-Token": following})

        def _refuse(self, code: str) -> None:
            self._answer(400, json.dumps({"message": "no"}).encode(), {"x-amzn-ErrorType": code})

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
