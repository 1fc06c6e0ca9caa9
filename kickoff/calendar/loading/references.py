"""Checks references in a file: profiles, targets and dimensions exist, resources are unique."""

from collections.abc import Iterator, Mapping
from typing import Any

from kickoff.calendar.model.base_target import BaseTarget
from kickoff.calendar.model.file_keys import CalendarFile, Levels
from kickoff.calendar.model.problems import Path, PathProblem, choices


def check_references(
    file: CalendarFile, names: Mapping[str, frozenset[str]]
) -> Iterator[PathProblem]:
    """Yield a problem for each unknown reference, and for each resource with two targets."""
    yield from _duplicate_resources(file)
    for path, target_name, demand in file.demands():
        target = file.targets.get(target_name)
        if target is not None:
            yield from _unknown_dimensions(path, target_name, target, demand)
        elif target_name not in names["targets"]:
            message = f"no target {target_name!r}{choices(target_name, names['targets'])}"
            at_key = path[0] != "groups"
            place = path if at_key else (*path, "target")
            yield PathProblem(place, message, at_key=at_key, cause=message)
    for path, group_name in file.groups_named():
        if group_name not in names["groups"]:
            message = f"no group {group_name!r}{choices(group_name, names['groups'])}"
            yield PathProblem(path, message, at_key=True, cause=message)
    for place, profile_name in file.profiles_named():
        if profile_name not in names["profiles"]:
            hint = choices(profile_name, names["profiles"])
            message = f"no profile {profile_name!r}{hint}"
            yield PathProblem(place, message, cause=message)


def _duplicate_resources(file: CalendarFile) -> Iterator[PathProblem]:
    owners: dict[tuple[object, ...], str] = {}
    for name, target in file.targets.items():
        resource = target.identity
        owner = owners.setdefault(resource, name)
        if owner != name:
            message = f"the same {resource[0]} as the target {owner!r}; keep one of them"
            yield PathProblem(("targets", name), message, at_key=True)


def _unknown_dimensions(
    path: Path, name: str, target: BaseTarget, demand: Levels[Any]
) -> Iterator[PathProblem]:
    known = target.capacities()
    for dimension, where in demand.paths().items():
        if dimension not in known:
            message = f"{name!r} has no dimension {dimension!r}{choices(dimension, known)}"
            yield PathProblem((*path, *where), message, at_key=True, cause=message)
