"""Problems of a calendar: location, cause and accepted values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

Path = tuple[str | int, ...]

_SHOWN = 100
_LISTED = 20


@dataclass(frozen=True, slots=True)
class PathProblem:
    """A problem at a path of a file, without line and column.

    `at_key`: the key at the path is wrong, not its value.
    """

    path: Path
    message: str
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a file: location, path and message. Line and column count from 1."""

    file: str
    message: str
    path: Path = ()
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: "
        return place + (f"{dotted(self.path)}: {self.message}" if self.path else self.message)


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """An entry of a feed that makes no fixture, because a part of it is not valid.

    A `line` of 0 means the whole feed.

    `day` is the day of the entry, if it can be read. `last` is its last day; None if it
    has none.
    """

    line: int
    title: str
    message: str
    day: date | None = None
    last: date | None = None
    file: str = ""

    @property
    def text(self) -> str:
        """The problem, without its place."""
        day = f" on {self.day}" if self.day else ""
        return f"left out {self.title!r}{day}: {self.message}"

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.message}"
        )


class ConfigError(Exception):
    """An invalid calendar, with all of its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        more = len(self.problems) - _SHOWN
        lines = [str(problem) for problem in self.problems[:_SHOWN]]
        super().__init__("\n".join([*lines, f"... and {more} more"] if more > 0 else lines))


def dotted(path: Path) -> str:
    """Return a path as text: `fixtures[2].kickoff`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def closest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?` with the nearest known word; empty if none is near."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def choices(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: the nearest known word and the list of known words."""
    return _choices(word, frozenset(known))


@lru_cache(maxsize=128)
def _choices(word: str, known: frozenset[str]) -> str:
    """Cached: one misspelled name can occur on thousands of lines."""
    words = sorted(known)
    if not words:
        return "; none is defined"
    listed = ", ".join(words[:_LISTED]) + (", ..." if len(words) > _LISTED else "")
    return f"{closest(word, words)}; known here: {listed}"
