"""Where a handler's calendar comes from: looked at on every tick, the last good one kept."""

from dataclasses import dataclass
from pathlib import Path

from kickoff.config import Calendar, ConfigError, load

_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The calendar in force, and what is wrong with a newer version of it, if anything is."""

    calendar: Calendar
    broken: ConfigError | None = None


class Source:
    """A calendar on a local path; read again when it, or one it imports, has changed."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._last: Reading | None = None
        self._stamp: _Stamp = ()

    def read(self) -> Reading:
        """The calendar in force.

        Raises:
            ConfigError: the file is broken and there was no good one before it.
        """
        good = self._last.calendar if self._last else None
        stamp = tuple(_stamp(file) for file in (good.files if good else (self._path,)))
        # What mends a broken one may be a file it imports, which the last good one did not.
        if self._last is None or self._last.broken or stamp != self._stamp:
            self._last = self._newest(good)
            self._stamp = stamp
        return self._last

    def _newest(self, good: Calendar | None) -> Reading:
        try:
            return Reading(load(self._path))
        except ConfigError as error:
            if good is None:
                raise
            return Reading(good, error)


def _stamp(file: Path) -> tuple[int, int] | None:
    """What changes when a file does; None where it cannot be looked at."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
