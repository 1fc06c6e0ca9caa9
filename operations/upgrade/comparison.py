"""The differences between a deployed template and the one of this package."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
_IAM = {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
_IGNORED = {"Metadata"}  # of the tool that built it


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an upgrade changes: the part it belongs to, its name, and the change."""

    part: str
    name: str
    change: str


def compare_formats(deployed: Mapping[str, int], here: Mapping[str, int]) -> Iterator[Difference]:
    """Yield the stored formats with another number."""
    if not deployed:
        yield Difference("format", "all", "stored from now on with a number")
        return
    for name in {**deployed, **here}:
        before, after = deployed.get(name), here.get(name)
        if before != after:
            old = "no number" if before is None else before
            new = "no number" if after is None else after
            yield Difference("format", name, f"{old} -> {new}")


def compare_templates(
    deployed: Document, here: Document, values: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield parameters, permissions and resources that differ; `values` are the stack's."""
    yield from _parameters(_part(deployed, "Parameters"), _part(here, "Parameters"), values)
    before, after = _part(deployed, "Resources"), _part(here, "Resources")
    yield from _permissions(before, after)
    yield from _resources(before, after)
    if _settings(deployed) != _settings(here):
        yield Difference("resource", "all functions", "changed settings")


def _parameters(
    before: Document, after: Document, values: Mapping[str, str]
) -> Iterator[Difference]:
    for name in sorted(after.keys() - before.keys()):
        default = after[name].get("Default")
        needed = "required" if default is None else f"default {default or 'empty'}"
        yield Difference("parameter", name, f"added, {needed}")
    for name in sorted(before.keys() - after.keys()):
        used = f"; its value is {values[name]}" if values.get(name) else ""
        yield Difference("parameter", name, f"removed{used}")


def _permissions(before: Document, after: Document) -> Iterator[Difference]:
    old, new = _statements(before), _statements(after)
    for name in sorted(old.keys() | new.keys()):
        was, will_be = old.get(name, {}), new.get(name, {})
        added = sorted(will_be.keys() - was.keys())
        removed = sorted(was.keys() - will_be.keys())
        changed = sorted(key for key in was.keys() & will_be.keys() if was[key] != will_be[key])
        for change, actions in (("added", added), ("removed", removed), ("other scope", changed)):
            if actions:
                yield Difference("permission", name, f"{change}: {', '.join(actions)}")


def _statements(resources: Document) -> dict[str, dict[str, list[str]]]:
    """Return the scopes of each action, by the resource with the policy."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, resource in resources.items():
        if resource.get("Type") not in _IAM:
            continue
        properties = resource.get("Properties", {})
        documents = [each["PolicyDocument"] for each in properties.get("Policies", ())]
        documents += [properties["PolicyDocument"]] if "PolicyDocument" in properties else []
        scopes = found.setdefault(name, {})
        for statement in (each for document in documents for each in document["Statement"]):
            scope = _text([statement.get("Resource"), statement.get("Condition")])
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                scopes[action] = sorted([*scopes.get(action, []), scope])
    return found


def _resources(before: Document, after: Document) -> Iterator[Difference]:
    for name in sorted(before.keys() | after.keys()):
        was, will_be = before.get(name), after.get(name)
        kind = str((was or will_be or {}).get("Type")).removeprefix("AWS::")
        if was is None:
            yield Difference("resource", name, f"added, {kind}")
        elif will_be is None:
            yield Difference("resource", name, f"removed, {kind}")
        elif was.get("Type") not in _IAM and _own(was) != _own(will_be):
            yield Difference("resource", name, f"changed, {kind}")


def _own(resource: Document) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in _IGNORED}


def _settings(template: Document) -> object:
    return _part(template, "Globals").get("Function")


def _part(template: Document, name: str) -> Document:
    part: Document = template.get(name) or {}
    return part


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)
