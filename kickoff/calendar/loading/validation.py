"""Separates the valid parts of a file from the invalid ones.

The valid parts are checked further in the same run, so one run reports all problems.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from kickoff.calendar.loading.diagnosis import diagnose
from kickoff.calendar.loading.document import Data
from kickoff.calendar.model.file_keys import CalendarFile
from kickoff.calendar.model.problems import PathProblem


@dataclass(frozen=True, slots=True)
class ValidParts:
    """The valid parts of a file, and the problems of the others.

    `names` are those of all targets, groups and profiles. It includes invalid ones, so references
    to them raise no second error. `kept`: for each list that lost items, the original indexes of
    the rest.
    """

    file: CalendarFile
    names: Mapping[str, frozenset[str]]
    problems: tuple[PathProblem, ...]
    kept: Mapping[str, list[int]]

    def original(self, problem: PathProblem) -> PathProblem:
        """Return a problem of the valid parts with its path in the file."""
        match problem.path:
            case (str(section), int(index), *rest) if section in self.kept:
                return replace(problem, path=(section, self.kept[section][index], *rest))
            case _:
                return problem


def validate(data: dict[str, Data]) -> ValidParts:
    """Validate a file. An entry with any problem is left out as a whole."""
    names = {section: _keys(data.get(section)) for section in ("targets", "groups", "profiles")}
    try:
        return ValidParts(CalendarFile.model_validate(data), names, (), {})
    except ValidationError as error:
        problems = tuple(diagnose(error))
    invalid: dict[str, set[str | int | None]] = {}
    for problem in problems:
        section, *entry = problem.path
        invalid.setdefault(str(section), set()).add(entry[0] if entry else None)
    valid: dict[str, Data] = {"version": 1}
    kept: dict[str, list[int]] = {}
    for section, value in data.items():
        faults = invalid.get(section, set())
        if None in faults or section == "version":
            continue
        if isinstance(value, dict):
            valid[section] = {key: entry for key, entry in value.items() if key not in faults}
        elif isinstance(value, list):
            kept[section] = [index for index in range(len(value)) if index not in faults]
            valid[section] = [value[index] for index in kept[section]]
        else:
            valid[section] = value
    return ValidParts(CalendarFile.model_validate(valid), names, problems, kept)


def _keys(section: Data) -> frozenset[str]:
    return frozenset(section) if isinstance(section, dict) else frozenset()
