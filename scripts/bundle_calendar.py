"""Copy the calendar KICKOFF_CONFIG and the files it imports into the bundle of a function.

    .venv/bin/python -m scripts.bundle_calendar DIRECTORY

The calendar becomes DIRECTORY/config.yaml, with its imports at the same places beside it. A
calendar at an address is not copied: the functions read it there. Exits with 1 and the reason if
the calendar is not valid, or imports a file that is not in its folder.
"""

import os
import sys
from pathlib import Path

from kickoff import calendar
from kickoff.calendar import Calendar, ConfigError
from kickoff.calendar.loading.files import Read, SourceUnavailableError, is_address
from kickoff.calendar.sources import load, reader

NAME = "config.yaml"


def main(directory: str) -> None:
    """Copy the files, or exit with the reason."""
    location = os.environ.get("KICKOFF_CONFIG") or NAME
    if is_address(location):
        return
    try:
        _copy(load(location), Path(location), Path(directory))
        calendar.load(Path(directory, NAME), _within(Path(directory)))
    except ConfigError as error:
        sys.exit(f"kickoff: {location} cannot be bundled\n{error}")


def _copy(read: Calendar, path: Path, directory: Path) -> None:
    """Copy the local files. Fetched feeds are left out: the functions have their own."""
    feeds = {each.file for each in read.published}
    for location, content in read.files.items():
        relative = os.path.relpath(location, path.parent)
        if is_address(location) or Path(location).name in feeds or relative.startswith(os.pardir):
            continue
        to = directory / (NAME if Path(location) == path else relative)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)


def _within(directory: Path) -> Read:
    """Return a reader of the bundle alone, as the functions have it, and of addresses."""
    read = reader()

    def read_within(location: str, most: int) -> bytes:
        relative = os.path.relpath(location, directory)
        if not is_address(location) and relative.startswith(os.pardir):
            raise SourceUnavailableError(
                "is outside of the calendar's folder, and a bundle has the files in that folder "
                "alone; move it there, and name it without its folder"
            )
        return read(location, most)

    return read_within


if __name__ == "__main__":
    main(*sys.argv[1:])
