"""Separates the parts of a file that are right from those that are wrong.

So that what refers to what is looked at in the same run, and all problems are told at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from kickoff.calendar.loading.diagnosis import diagnose
from kickoff.calendar.loading.document import Data
from kickoff.calendar.model.models import CalendarFile
from kickoff.calendar.model.problems import PathProblem


@dataclass(frozen=True, slots=True)
class DefinedNames:
    """All names a file defines, those of its wrong parts too: referring to one is no fault."""

    targets: frozenset[str]
    profiles: frozenset[str]


@dataclass(frozen=True, slots=True)
class ValidParts:
    """What of a file is right, and what is wrong with the rest.

    `kept` holds, for each list that lost items, the indexes in the file of those that are left.
    """

    file: CalendarFile
    names: DefinedNames
    findings: tuple[PathProblem, ...]
    kept: Mapping[str, list[int]]

    def original(self, finding: PathProblem) -> PathProblem:
        """A finding in what is left, with its path in the file."""
        match finding.path:
            case (str(section), int(index), *rest) if section in self.kept:
                return replace(finding, path=(section, self.kept[section][index], *rest))
            case _:
                return finding


def validate(data: dict[str, Data]) -> ValidParts:
    """Validate a file; an entry of a section with anything wrong in it is left out whole."""
    names = DefinedNames(_keys(data.get("targets")), _keys(data.get("profiles")))
    try:
        return ValidParts(CalendarFile.model_validate(data), names, (), {})
    except ValidationError as error:
        findings = tuple(diagnose(error))
    wrong: dict[str, set[str | int | None]] = {}
    for finding in findings:
        section, *entry = finding.path
        wrong.setdefault(str(section), set()).add(entry[0] if entry else None)
    right: dict[str, Data] = {"version": 1}
    kept: dict[str, list[int]] = {}
    for section, value in data.items():
        faults = wrong.get(section, set())
        if None in faults or section == "version":
            continue
        if isinstance(value, dict):
            right[section] = {key: entry for key, entry in value.items() if key not in faults}
        elif isinstance(value, list):
            kept[section] = [index for index in range(len(value)) if index not in faults]
            right[section] = [value[index] for index in kept[section]]
        else:
            right[section] = value
    return ValidParts(CalendarFile.model_validate(right), names, findings, kept)


def _keys(section: Data) -> frozenset[str]:
    return frozenset(section) if isinstance(section, dict) else frozenset()
