"""Reads any location; a service is imported only where an address names it."""

from functools import cache
from importlib import import_module
from os import PathLike
from typing import cast

from kickoff import config
from kickoff.config import Calendar
from kickoff.config.files import Read, Unreadable, is_address, read_local

_SERVICES = ("s3", "ssm", "appconfig")


def load(location: str | PathLike[str]) -> Calendar:
    """The calendar of any location.

    Raises:
        ConfigError: with all problems of it.
    """
    return config.load(location, reader())


def reader() -> Read:
    """Reads local files and addresses, with clients of its own."""

    @cache
    def service(scheme: str) -> Read:
        return cast("Read", import_module(f"kickoff.source.{scheme}").reader())

    def read(location: str, most: int) -> bytes:
        if not is_address(location):
            return read_local(location, most)
        scheme, _, _ = location.partition("://")
        if scheme not in _SERVICES:
            accepted = ", ".join(f"{each}://" for each in _SERVICES)
            raise Unreadable(f"{scheme}:// is not known; accepted: a path, {accepted}")
        return service(scheme)(location, most)

    return read
