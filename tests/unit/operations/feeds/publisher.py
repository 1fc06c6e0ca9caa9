"""A publisher of feeds: an https server on this machine whose answers a test writes."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from operations.feeds.fetch import Fetcher
from tests.unit.simulator.certificates import self_signed
from tests.unit.warmer.sockets import listening


@dataclass
class Answer:
    """A response: status, headers and body.

    `endless` repeats the body. `slow` sends it byte by byte, `slow_head` the headers line by line.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    endless: bool = False
    slow: bool = False
    slow_head: bool = False


@dataclass
class Publisher:
    """The answers by path, and the requests received as (path, headers in lower case)."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    trusted: Path = Path()

    def url(self, path: str = "/league.ics") -> str:
        """Return the address of a path."""
        return f"https://127.0.0.1:{self.port}{path}"

    def fetcher(self, seconds: float = 5) -> Fetcher:
        """Return a fetcher that trusts this publisher, and may connect to this machine."""
        context = ssl.create_default_context(cafile=str(self.trusted))
        return Fetcher(
            is_allowed=lambda address: address == "127.0.0.1", context=context, seconds=seconds
        )

    def publish(self, content: bytes | str, path: str = "/league.ics", **headers: str) -> None:
        """Answer a path with content."""
        body = content.encode() if isinstance(content, str) else content
        self.answers[path] = Answer(headers=headers, body=body)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        path = head[0].split(" ")[1]
        lines = (line.partition(": ") for line in head[1:] if line)
        headers = {name.lower(): value for name, _, value in lines}
        self.requests.append((path, headers))
        answer = self.answers.get(path, Answer(404))
        if answer.headers.get("ETag") == headers.get("if-none-match", "-"):
            answer = Answer(304)
        try:
            await _write(writer, answer)
        except ConnectionError:
            return
        finally:
            writer.close()


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> None:
    lines = [f"HTTP/1.1 {answer.status} Answer"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if not answer.endless:
        lines.append(f"Content-Length: {len(answer.body)}")
    for line in (*lines, ""):
        writer.write(f"{line}\r\n".encode())
        if answer.slow_head:
            await writer.drain()
            await asyncio.sleep(0.1)
    while answer.endless:
        writer.write(answer.body)
        await writer.drain()
        await asyncio.sleep(0)
    if not answer.slow:
        writer.write(answer.body)
        await writer.drain()
        return
    for byte in answer.body:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


@contextmanager
def publishing(folder: Path) -> Iterator[Publisher]:
    """Run a publisher while the context lasts."""
    folder.mkdir(exist_ok=True)
    tls, trusted = self_signed(folder)
    publisher = Publisher(trusted=trusted)
    with listening(publisher.serve, tls) as port:
        publisher.port = port
        yield publisher


def feed(*entries: tuple[str, str], status: str = "CONFIRMED") -> str:
    """Return an iCalendar file of (title, start) entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for title, start in entries:
        uid = title.replace(" ", "")
        lines += ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}"]
        lines += [f"STATUS:{status}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
