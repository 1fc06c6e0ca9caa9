"""One slip is one problem: those of one cause become the first, with the lines of the others."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kickoff.calendar.loading.document import Node
from kickoff.calendar.model.problems import PathProblem, Problem

_LISTED = 5


def locate_problems(found: Iterable[PathProblem], root: Node, file: str) -> Iterator[Problem]:
    """Yield the problems of a file with their places, one for each cause."""
    groups: dict[object, list[Problem]] = {}
    for each in found:
        line, column = root.locate(each.path, key=each.at_key)
        located = Problem(file, each.message, each.path, line, column)
        groups.setdefault(each.cause or located, []).append(located)
    for alike in groups.values():
        first, *others = sorted(alike, key=lambda each: each.order)
        elsewhere = [each.line for each in others if each.line != first.line]
        yield replace(first, message=first.message + _also(elsewhere))


def _also(others: Iterable[int | None]) -> str:
    lines = list(dict.fromkeys(map(str, others)))
    if not lines:
        return ""
    more = len(lines) - _LISTED
    rest = f" and {more} more" if more > 0 else ""
    noun = "line" if len(lines) == 1 else "lines"
    return f" (also in {noun} {', '.join(lines[:_LISTED])}{rest})"
