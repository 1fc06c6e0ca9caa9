"""The last good calendar in a lease table: `leases://TABLE/config.yaml`, read only.

The functions of a stack keep it there. It is the only copy outside of their bundle.
"""

from kickoff.aws.sessions import Aws
from kickoff.calendar.loading.files import (
    COPY_SCHEME,
    NOT_KEPT,
    Read,
    SourceMissingError,
    SourceUnavailableError,
    check_size,
)
from kickoff.calendar.sources.calendar_cache import DynamoCalendarCache


def address(table: str, location: str) -> str:
    """Return the address of the copy of a bundled calendar."""
    return f"{COPY_SCHEME}{table}/{location}"


def reader() -> Read:
    """Return a function that reads the copy of a calendar, then the imports beside it."""
    kept: dict[str, bytes] = {}

    def read(location: str, most: int) -> bytes:
        table, _, name = location.removeprefix(COPY_SCHEME).partition("/")
        if location not in kept:
            good = DynamoCalendarCache(Aws(), table, name).recall()
            if good is None:
                raise SourceMissingError(NOT_KEPT)
            kept.update({address(table, each): content for each, content in good.files.items()})
        check_size(len(kept[location]), most)
        return kept[location]

    return read


def write(location: str, content: bytes) -> None:  # noqa: ARG001 (the interface of a location)
    """Refuse: only the functions of the stack write it."""
    raise SourceUnavailableError(
        "is the copy of a calendar in the bundle of a stack: change the file, and run make deploy"
    )
