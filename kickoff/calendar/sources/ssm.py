"""Calendars in Parameter Store: `ssm:///kickoff/calendar`; 4 KB, or 8 KB as an advanced one."""

from typing import TYPE_CHECKING

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.loading.files import Read, SourceUnavailableError, check_size
from kickoff.calendar.sources.failures import explained

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


# Limit of an advanced parameter.
MOST_BYTES = 8_192


def reader() -> Read:
    """Return a function that reads parameters. `name:3` is version 3."""
    client: SSMClient = Aws().session(Place()).client("ssm", config=PATIENCE)

    def read(location: str, most: int) -> bytes:
        with explained("ssm:GetParameter"):
            found = client.get_parameter(Name=name(location), WithDecryption=True)
        content = found["Parameter"]["Value"].encode()
        check_size(len(content), most)
        return content

    return read


def write(location: str, content: bytes) -> None:
    """Write a parameter, as an advanced one if it is too large for the standard tier."""
    check_size(len(content), MOST_BYTES)
    client: SSMClient = Aws().session(Place()).client("ssm", config=PATIENCE)
    with explained("ssm:PutParameter"):
        client.put_parameter(
            Name=name(location),
            Value=content.decode(),
            Type="String",
            Tier="Intelligent-Tiering",
            Overwrite=True,
        )


def name(location: str) -> str:
    """Return the parameter's name.

    Raises:
        SourceUnavailableError: the address has no name.
    """
    named = location.removeprefix("ssm://")
    if not named.strip("/"):
        raise SourceUnavailableError("names no parameter; write it as ssm:///kickoff/calendar")
    return named
