"""Where a calendar and the files it imports are: a local path, or an address with a scheme."""

from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, normpath

Read = Callable[[str, int], bytes]
"""Gives the content at a location, of so many bytes at most; raises Unreadable."""

MISSING, DIRECTORY = "no such file", "is a directory"
_SCHEME = "://"


class SourceUnavailableError(Exception):
    """Nothing can be had from a location; the message says why, to a person."""


def read_local(location: str, most: int) -> bytes:
    """The content of a local file; see `Read`."""
    path = Path(location)
    try:
        if not path.is_file():
            raise SourceUnavailableError(DIRECTORY if path.is_dir() else MISSING)
        check_size(path.stat().st_size, most)
        return path.read_bytes()
    except OSError as error:
        raise SourceUnavailableError(f"cannot be read: {error.strerror}") from None


def check_size(found: int, most: int) -> None:
    """Raise Unreadable for more bytes than are accepted."""
    if found > most:
        raise SourceUnavailableError(f"larger than {most:,} bytes")


def is_address(location: str) -> bool:
    """Is it `s3://...` or the like, not a path?"""
    return _SCHEME in location


def resolve_import(location: str, name: str) -> str:
    """Where a calendar's import is: beside it, unless the name is an address of its own.

    Raises:
        Unreadable: a name leads out of the folder that an address was given for.
    """
    if is_address(name):
        return name
    if not is_address(location):
        return str(Path(location).parent / name)
    scheme, _, path = location.partition(_SCHEME)
    if name.startswith("/") or normpath(name).startswith(".."):
        raise SourceUnavailableError(f"leads away from {location}; name a file beside it")
    return f"{scheme}{_SCHEME}{dirname(path)}/{name}"
