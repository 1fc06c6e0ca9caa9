"""A token service on a real socket: roles, each with the external id it asks for."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass
class TokenService:
    """Lets assume what it knows, and gives credentials that are named after the role."""

    roles: dict[str, str | None] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length: ")[2].partition("\r")[0])
                body = (await reader.readexactly(length)).decode()
                writer.write(self._answer(dict(parse_qsl(body))))
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def _answer(self, asked: dict[str, str]) -> bytes:
        self.asked.append(asked)
        role = asked["RoleArn"]
        if role in self.roles and self.roles[role] in {None, asked.get("ExternalId")}:
            status, xml = 200, _assumed(role.rpartition("/")[2])
        else:
            status, xml = 403, _REFUSED
        return f"HTTP/1.1 {status} Said\r\nContent-Length: {len(xml)}\r\n\r\n{xml}".encode()


_REFUSED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
    "<Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>"
)


def _assumed(name: str) -> str:
    return (
        "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
        f"<AccessKeyId>key-of-{name}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
        f"<SessionToken>token-of-{name}</SessionToken><Expiration>2126-12-05T12:30:00Z</Expiration>"
        "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
