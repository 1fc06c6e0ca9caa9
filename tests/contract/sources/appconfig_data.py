"""The part of AppConfig that moto lacks: sessions, single-use tokens, versions, deployments."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

_NAMES = {
    "applications": ["kickoff"],
    "environments": ["live"],
    "configurationprofiles": ["config.yaml", "league.ics"],
}


class Where(NamedTuple):
    application: str
    environment: str
    profile: str


class Answer(NamedTuple):
    status: int
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Deployed:
    """Deployed contents. Each session's token has the content sent last.

    `busy` counts the attempts to deploy that another deployment refuses.
    """

    content: dict[Where, bytes] = field(default_factory=dict)
    failing: bool = False
    busy: int = 0
    sizes_sent: list[int] = field(default_factory=list)
    _tokens: dict[str, tuple[Where, bytes]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    stored: list[bytes] = field(default_factory=list)

    def get(self, url: str) -> Answer:
        kind = urlsplit(url).path.rpartition("/")[2]
        if self.failing:
            return Answer(500)
        if kind in _NAMES:
            items = [{"Name": name, "Id": f"id-{name}"} for name in _NAMES[kind]]
            return Answer(200, _json({"Items": items}))
        [token] = parse_qs(urlsplit(url).query)["configuration_token"]
        if token not in self._tokens:
            return _refusal("BadRequestException")
        where, known = self._tokens.pop(token)
        if where not in self.content:
            return _refusal("ResourceNotFoundException")
        found = self.content[where]
        sent = found if found != known else b""
        self.sizes_sent.append(len(sent))
        return Answer(200, sent, (("Next-Poll-Configuration-Token", self._token(where, found)),))

    def post(self, url: str, body: bytes) -> Answer:
        match url.strip("/").split("/"):
            case [*_, "hostedconfigurationversions"]:
                self.stored.append(body)
                return Answer(201, body, (("Version-Number", str(len(self.stored))),))
            case ["applications", application, "environments", environment, "deployments"]:
                if self.busy:
                    self.busy -= 1
                    return _refusal("ConflictException", 409)
                wanted = json.loads(body)
                ids = application, environment, wanted["ConfigurationProfileId"]
                where = Where(*(each.removeprefix("id-") for each in ids))
                self.content[where] = self.stored[int(wanted["ConfigurationVersion"]) - 1]
                return Answer(201)
            case _:
                asked = json.loads(body)
                where = Where(
                    asked["ApplicationIdentifier"],
                    asked["EnvironmentIdentifier"],
                    asked["ConfigurationProfileIdentifier"],
                )
                return Answer(201, _json({"InitialConfigurationToken": self._token(where, b"")}))

    def _token(self, where: Where, known: bytes) -> str:
        token = f"token-{next(self._numbers)}"
        self._tokens[token] = (where, known)
        return token


@contextmanager
def serve(deployed: Deployed) -> Iterator[str]:
    """Serve AppConfig on a socket; yield the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._send(deployed.post(self.path, body))

        def do_GET(self) -> None:
            self._send(deployed.get(self.path))

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in (("Content-Length", str(len(answer.body))), *answer.headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Write nothing to standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _refusal(code: str, status: int = 400) -> Answer:
    return Answer(status, _json({"message": "no"}), (("x-amzn-ErrorType", code),))


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()
