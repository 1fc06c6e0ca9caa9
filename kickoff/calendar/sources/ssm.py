"""Calendars in Parameter Store: `ssm:///kickoff/calendar`; at most 4 KB, 8 KB in its upper tier."""

from typing import TYPE_CHECKING

from kickoff.aws.place import Place
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar.loading.files import Read, SourceUnavailableError, check_size
from kickoff.calendar.sources.failures import explained

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


# Advanced parameters hold so much.
MOST_BYTES = 8_192


def reader() -> Read:
    """Reads parameters; `name:3` is a version of one."""
    client: SSMClient = Aws().session(Place()).client("ssm", config=PATIENCE)

    def read(location: str, most: int) -> bytes:
        with explained("ssm:GetParameter"):
            found = client.get_parameter(Name=name(location), WithDecryption=True)
        content = found["Parameter"]["Value"].encode()
        check_size(len(content), most)
        return content

    return read


def write(location: str, content: bytes) -> None:
    """Put a parameter, in the upper tier where the lower does not hold it."""
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
    """The parameter's name.

    Raises:
        Unreadable: the address names none.
    """
    named = location.removeprefix("ssm://")
    if not named.strip("/"):
        raise SourceUnavailableError("names no parameter; write it as ssm:///kickoff/calendar")
    return named
