"""The changelog between two versions: the lines that a person must read before an upgrade."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Sections of Keep a Changelog about something that was there before.
_CONCERNS = {"Changed", "Deprecated", "Removed", "Security"}
_VERSION = re.compile(r"## \[(\d[\w.]*)\]")

Number = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A change that concerns users of an earlier version."""

    version: str
    section: str
    text: str


def number(version: str) -> Number:
    """Return a version for comparison; 0.10.0 is above 0.9.0."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def notes(changelog: str, above: str | None, to: str) -> list[Note]:
    """Return the notes of the versions above one, up to another; of all up to it without one."""
    low = number(above) if above else ()
    return [each for each in _notes(changelog) if low < number(each.version) <= number(to)]


def _notes(changelog: str) -> Iterator[Note]:
    version, section, items = "", "", list[str]()

    def flush() -> Iterator[Note]:
        for item in items:
            yield Note(version, section, item)
        items.clear()

    for line in changelog.splitlines():
        if line.startswith(("## ", "### ")):
            yield from flush()
            if found := _VERSION.match(line):
                version, section = found[1], ""
            elif line.startswith("### "):
                section = line.removeprefix("### ").strip()
        elif section in _CONCERNS and line.startswith("- "):
            items.append(line.removeprefix("- ").strip())
        elif items and line.startswith("  "):
            items[-1] += f" {line.strip()}"
    yield from flush()
