"""Locations of a calendar and its imports: a local path, or an address with a scheme."""

from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, normpath

Read = Callable[[str, int], bytes]
"""Returns the content of a location, up to a number of bytes; raises SourceUnavailableError."""

MISSING, DIRECTORY = "no such file", "is a directory"
NOT_KEPT = "the functions of the stack have kept no calendar yet; each tick keeps it"
_FEEDS_FOLDER = "feeds"
_SCHEME = "://"
COPY_SCHEME = "leases://"  # of the copy of a bundled calendar, see sources/leases.py


class SourceUnavailableError(Exception):
    """A location cannot be read. The message gives the cause."""


class SourceMissingError(SourceUnavailableError):
    """Nothing exists at a location."""


class SourceBusyError(SourceUnavailableError):
    """A location accepts no change now. `retry` tries the same change again."""

    def __init__(self, message: str, retry: Callable[[], None]) -> None:
        super().__init__(message)
        self.retry = retry


def read_local(location: str, most: int) -> bytes:
    """Return the content of a local file; see `Read`."""
    path = Path(location)
    try:
        if not path.is_file():
            if path.is_dir():
                raise SourceUnavailableError(DIRECTORY)
            raise SourceMissingError(MISSING)
        check_size(path.stat().st_size, most)
        return path.read_bytes()
    except OSError as error:
        raise SourceUnavailableError(f"cannot be read: {error.strerror}") from None


def write_local(location: str, content: bytes) -> None:
    """Replace a local file at once; a failure leaves the old file and no part of the new one."""
    path = Path(location)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SourceUnavailableError(f"cannot be written: {error.strerror}") from None


def feeds_folder(location: str, setting: str | None) -> str:
    """Return the folder of fetched feeds: the setting, or one beside the calendar."""
    return setting or resolve_import(location, _FEEDS_FOLDER)


def check_size(size: int, most: int) -> None:
    """Raise SourceUnavailableError if a size in bytes exceeds the limit."""
    if size > most:
        raise SourceUnavailableError(f"larger than {most:,} bytes")


def is_bundled_copy(location: str) -> bool:
    """Return whether a location is the copy that a stack keeps of the calendar in its bundle."""
    return location.startswith(COPY_SCHEME)


def is_address(location: str) -> bool:
    """Return whether a location is an address such as `s3://...`, not a path."""
    return _SCHEME in location


def resolve_import(location: str, name: str) -> str:
    """Return the location of an import, relative to its calendar's unless it is an address.

    Raises:
        SourceUnavailableError: the name leads out of the folder of the calendar's address.
    """
    if is_address(name):
        return name
    if not is_address(location):
        return str(Path(location).parent / name)
    scheme, _, path = location.partition(_SCHEME)
    if name.startswith("/") or normpath(name).startswith(".."):
        raise SourceUnavailableError(
            f"is outside the folder of {location}; name a file in that folder"
        )
    return f"{scheme}{_SCHEME}{dirname(path)}/{name}"
