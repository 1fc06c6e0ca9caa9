"""Lambda's Invoke in front of several containers, each with a runtime emulator of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import LifoQueue
from threading import Thread

from tests.template.emulator import Emulator


class _Invoke(BaseHTTPRequestHandler):
    """Sends an invocation to the container that was free last, as Lambda does."""

    protocol_version = "HTTP/1.1"
    free: LifoQueue[Emulator]

    def do_POST(self) -> None:
        event = self.rfile.read(int(self.headers["Content-Length"]))
        container = self.free.get()
        try:
            answer = container.send(event)
        finally:
            self.free.put(container)
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Log nothing."""


@contextmanager
def invoked(containers: Sequence[Emulator]) -> Iterator[str]:
    """Serve the containers of one function; return the URL of the endpoint."""
    free: LifoQueue[Emulator] = LifoQueue()
    for container in containers:
        free.put(container)
    handler = type("Invoke", (_Invoke,), {"free": free})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
