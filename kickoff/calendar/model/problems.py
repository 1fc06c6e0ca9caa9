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

    `at_key`: the key at the path is wrong, not its value. `cause`: problems with the same one come
    from one slip; empty for a slip of its own.
    """

    path: Path
    message: str
    at_key: bool = False
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a file: location, path and message.

    Line and column count from 1; a problem of the whole file has none.
    """

    file: str
    message: str
    path: Path = ()
    line: int | None = None
    column: int | None = None

    @property
    def order(self) -> tuple[str, int, int]:
        """The place in the files of a calendar."""
        return self.file, self.line or 0, self.column or 0

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        path = f"{dotted(self.path)}: " if self.path else ""
        return f"{place}: {path}{self.message}"


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """The entry of a feed that a problem concerns.

    `day` is its day, if it can be read. `last` is its last day; None if it has none.
    """

    line: int
    title: str
    day: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """An entry of a feed, or the whole feed, that makes no fixture."""

    message: str
    entry: EntryPlace | None = None
    file: str = ""

    @property
    def problem(self) -> Problem:
        """The same as a problem of a file."""
        if self.entry is None:
            return Problem(self.file, self.message)
        day = f" on {self.entry.day}" if self.entry.day else ""
        text = f"left out {self.entry.title!r}{day}: {self.message}"
        return Problem(self.file, text, (), self.entry.line)

    def concerns(self, first: date, last: date | None = None) -> bool:
        """Return whether the entry can occur on a day from the first to the last."""
        entry = self.entry or EntryPlace(0, "")
        begins = last is None or entry.day is None or entry.day <= last
        return begins and (entry.last is None or entry.last >= first)

    def __str__(self) -> str:
        return str(self.problem)


class ConfigError(Exception):
    """An invalid calendar, with all of its problems.

    `notes` are the remarks on its feeds, where levels above a max are the only problems.
    """

    def __init__(self, problems: Iterable[Problem], notes: Iterable[str] = ()) -> None:
        self.notes = tuple(notes)
        self.problems = tuple(sorted(problems, key=lambda problem: problem.order))
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
