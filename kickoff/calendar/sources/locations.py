"""Reads any location; a service is imported only where an address names it."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from os import PathLike
from typing import cast

from kickoff import calendar
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import Read, SourceUnavailableError, is_address, read_local

Write = Callable[[str, bytes], None]
_SERVICES = ("s3", "ssm", "appconfig")


def load(location: str | PathLike[str]) -> Calendar:
    """The calendar of any location.

    Raises:
        ConfigError: with all problems of it.
    """
    return calendar.load(location, reader())


def reader() -> Read:
    """Reads local files and addresses, with clients of its own."""

    @cache
    def service(module: str) -> Read:
        return cast("Read", import_module(module).reader())

    def read(location: str, most: int) -> bytes:
        if not is_address(location):
            return read_local(location, most)
        return service(_module(location))(location, most)

    return read


def write(location: str, content: bytes) -> None:
    """Put a file to an address; Unreadable says why that cannot be done."""
    cast("Write", import_module(_module(location)).write)(location, content)


def _module(location: str) -> str:
    """The module of the service that an address names."""
    scheme, _, _ = location.partition("://")
    if scheme not in _SERVICES:
        accepted = ", ".join(f"{each}://" for each in _SERVICES)
        raise SourceUnavailableError(f"{scheme}:// is not known; accepted: a path, {accepted}")
    return f"kickoff.calendar.sources.{scheme}"
