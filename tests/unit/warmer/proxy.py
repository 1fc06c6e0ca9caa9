"""An HTTP proxy on a real socket: tunnels (CONNECT) and forwards, for whom it knows."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """Remembers what it was asked for, and takes its time to answer.

    `knows` is who may pass, anybody where it is empty.
    """

    port: int = 0
    knows: str = ""
    takes_s: float = 0
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            async with _closing(writer):
                await self._answer(reader, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        self.asked.append(f"{method} {target}")
        await asyncio.sleep(self.takes_s)
        known = b64encode(self.knows.encode())
        if self.knows and b"Proxy-Authorization: Basic " + known not in head:
            writer.write(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
        elif method == "CONNECT":
            host, _, port = target.partition(":")
            writer.write(b"HTTP/1.1 200 Go on\r\n\r\n")
            there, back = await asyncio.open_connection(host, int(port))
            await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        else:
            url = urlsplit(target)
            there, back = await asyncio.open_connection(url.hostname, url.port or 80)
            whole = f"http://{url.netloc}".encode()
            back.write(head.replace(whole, b"", 1))
            await asyncio.gather(_pass_on(reader, back, whole), _pass_on(there, writer))
        await writer.drain()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, without: bytes = b""
) -> None:
    """Pass on what is said; of a forwarded URL the path alone."""
    async with _closing(writer):
        while said := await reader.read(65_536):
            writer.write(said.replace(without, b"", 1) if without else said)
            await writer.drain()


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
