"""Reads and writes any location. A service's module is imported only if an address names it."""

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from os import PathLike
from typing import cast

from kickoff import calendar
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import (
    Read,
    SourceUnavailableError,
    is_address,
    is_bundled_copy,
    read_local,
    write_local,
)

Write = Callable[[str, bytes], None]
_SERVICES = ("s3", "ssm", "appconfig")


def load(location: str | PathLike[str]) -> Calendar:
    """Load the calendar at any location.

    Raises:
        ConfigError: the calendar has problems; the error has all of them.
    """
    return calendar.load(location, reader(), feeds=os.environ.get("KICKOFF_FEEDS") or None)


def reader() -> Read:
    """Return a function that reads local files and addresses, with its own clients."""

    @cache
    def service(module: str) -> Read:
        return cast("Read", import_module(module).reader())

    def read(location: str, most: int) -> bytes:
        if not is_address(location):
            return read_local(location, most)
        return service(_module(location))(location, most)

    return read


def write(location: str, content: bytes) -> None:
    """Write a file to any location; raise SourceUnavailableError if that fails."""
    if not is_address(location):
        write_local(location, content)
        return
    cast("Write", import_module(_module(location)).write)(location, content)


def _module(location: str) -> str:
    """Return the name of the module for an address."""
    scheme, _, _ = location.partition("://")
    if scheme not in _SERVICES and not is_bundled_copy(location):
        accepted = ", ".join(f"{each}://" for each in _SERVICES)
        raise SourceUnavailableError(f"{scheme}:// is not known; accepted: a path, {accepted}")
    return f"kickoff.calendar.sources.{scheme}"
