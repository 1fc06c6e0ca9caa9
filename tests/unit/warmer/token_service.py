"""A token service (STS) on a real socket: roles with their external ids."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass
class TokenService:
    """Returns credentials named after the role, for a known role with the right external id."""

    roles: dict[str, str | None] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)

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

    def _answer(self, request: dict[str, str]) -> bytes:
        self.requests.append(request)
        role = request["RoleArn"]
        if role in self.roles and self.roles[role] in {None, request.get("ExternalId")}:
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
