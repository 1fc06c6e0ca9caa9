"""An HTTP proxy on a real socket: it tunnels (CONNECT) and forwards for known users."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """Records its requests, and answers after a delay.

    `user` is the only user who may pass; if it is empty, everyone may.
    """

    port: int = 0
    user: str = ""
    delay_s: float = 0
    requests: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            async with _closing(writer):
                await self._answer(reader, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        self.requests.append(f"{method} {target}")
        await asyncio.sleep(self.delay_s)
        credentials = b64encode(self.user.encode())
        if self.user and b"Proxy-Authorization: Basic " + credentials not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        elif method == "CONNECT":
            host, _, port = target.partition(":")
            writer.write(b"HTTP/1.1 200 Connection Established\r\n\r\n")
            remote_reader, remote_writer = await asyncio.open_connection(host, int(port))
            await asyncio.gather(_copy(reader, remote_writer), _copy(remote_reader, writer))
        else:
            url = urlsplit(target)
            remote_reader, remote_writer = await asyncio.open_connection(
                url.hostname, url.port or 80
            )
            origin = f"http://{url.netloc}".encode()
            remote_writer.write(head.replace(origin, b"", 1))
            await asyncio.gather(_copy(reader, remote_writer, origin), _copy(remote_reader, writer))
        await writer.drain()


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, without: bytes = b""
) -> None:
    """Copy bytes; remove `without`, so that a forwarded URL becomes a path."""
    async with _closing(writer):
        while chunk := await reader.read(65_536):
            writer.write(chunk.replace(without, b"", 1) if without else chunk)
            await writer.drain()


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
