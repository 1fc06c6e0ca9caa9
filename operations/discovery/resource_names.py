"""The names of an account's tables, functions and services, and selections of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


class SelectionError(Exception):
    """The text is not a selection; the message gives the accepted form."""


@dataclass(frozen=True, slots=True)
class ResourceNames:
    """Names of tables and of functions, and labels of services: `ecs prod/web`."""

    tables: Sequence[str]
    functions: Sequence[str]
    services: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.tables) + len(self.functions) + len(self.services)

    def matching(self, patterns: Sequence[str]) -> "ResourceNames":
        """Return the names that match a pattern, such as `bet-*`."""

        def matches(name: str) -> bool:
            return any(fnmatchcase(name, pattern) for pattern in patterns)

        return ResourceNames(
            list(filter(matches, self.tables)),
            list(filter(matches, self.functions)),
            [each for each in self.services if matches(each.partition(" ")[2])],
        )

    def numbered(self) -> list[str]:
        """Return a line for each name, numbered from 1, tables first."""
        lines = [f"table    {name}" for name in self.tables]
        lines += [f"function {name}" for name in self.functions]
        lines += self.services
        return [f"{number:>4}  {line}" for number, line in enumerate(lines, 1)]

    def selected(self, text: str) -> "ResourceNames":
        """Return the names with the numbers of a text such as `1,3-5`.

        Raises:
            SelectionError: a part of the text is not a number or a range.
        """
        numbers, count = self._numbers(text), len(self.tables)
        services = count + len(self.functions)
        return ResourceNames(
            [name for number, name in enumerate(self.tables, 1) if number in numbers],
            [name for number, name in enumerate(self.functions, count + 1) if number in numbers],
            [name for number, name in enumerate(self.services, services + 1) if number in numbers],
        )

    def _numbers(self, text: str) -> set[int]:
        numbers: set[int] = set()
        for part in text.replace(" ", "").split(","):
            first, _, last = part.partition("-")
            if not first.isdecimal() or not (last or first).isdecimal():
                raise SelectionError(f"{part!r} is not a number of the list; write 1,3-5")
            numbers |= set(range(int(first), min(int(last or first), len(self)) + 1))
        return numbers
