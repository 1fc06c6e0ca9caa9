"""What is wrong with a calendar, said so that a person can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

Path = tuple[str | int, ...]

_SHOWN = 100
_LISTED = 20


@dataclass(frozen=True, slots=True)
class PathProblem:
    """What is wrong at a path of a file; `at_key` where the key itself is, not its value."""

    path: Path
    message: str
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: where (line and column count from 1), at which path, and what to do."""

    file: str
    message: str
    path: Path = ()
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: "
        return place + (f"{dotted(self.path)}: {self.message}" if self.path else self.message)


class ConfigError(Exception):
    """A calendar that cannot be used, with all of its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        more = len(self.problems) - _SHOWN
        lines = [str(problem) for problem in self.problems[:_SHOWN]]
        super().__init__("\n".join([*lines, f"... and {more} more"] if more > 0 else lines))


def dotted(path: Path) -> str:
    """A path as people write it: `fixtures[2].kickoff`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def closest(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` with the nearest known word, or nothing where none is near."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def choices(word: str, known: Iterable[str]) -> str:
    """The nearest known word and the list of them, as the end of a message."""
    return _choices(word, frozenset(known))


@lru_cache(maxsize=128)
def _choices(word: str, known: frozenset[str]) -> str:
    """Kept, because one misspelled name may stand in thousands of lines."""
    words = sorted(known)
    if not words:
        return "; none is defined"
    listed = ", ".join(words[:_LISTED]) + (", ..." if len(words) > _LISTED else "")
    return f"{closest(word, words)}; known here: {listed}"
