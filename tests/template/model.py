"""The template as CloudFormation reads it: intrinsics in their long form, Globals merged."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short intrinsics."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            value = loader.construct_mapping(node, deep=True)
        case _:
            raise yaml.constructor.ConstructorError(problem=f"!{suffix} has no value")
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template."""

    document: dict[str, Any]

    def resource(self, name: str) -> dict[str, Any]:
        """Return a resource with its type, metadata and properties."""
        resource: dict[str, Any] = self.document["Resources"][name]
        return resource

    def properties(self, name: str) -> dict[str, Any]:
        """Return the properties of a resource; a function's are merged with the globals."""
        properties: dict[str, Any] = self.resource(name)["Properties"]
        if self.resource(name)["Type"] == "AWS::Serverless::Function":
            return _merged(self.document["Globals"]["Function"], properties)
        return properties

    def of_type(self, kind: str) -> list[str]:
        """Return the names of all resources of a type."""
        return [name for name, it in self.document["Resources"].items() if it["Type"] == kind]

    def statements(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each statement of each role's policies, with the role's name."""
        for role in self.of_type("AWS::IAM::Role"):
            for policy in self.properties(role)["Policies"]:
                yield from ((role, each) for each in policy["PolicyDocument"]["Statement"])
        for name in (*self.of_type("AWS::IAM::ManagedPolicy"), *self.of_type("AWS::IAM::Policy")):
            document = self.properties(name)["PolicyDocument"]
            for role in self._with_policy(name):
                yield from ((role, each) for each in document["Statement"])

    def _with_policy(self, name: str) -> Iterator[str]:
        """Yield the roles that a policy names, and those that name it under a condition."""
        yield from (role["Ref"] for role in self.properties(name).get("Roles", ()))
        for role in self.of_type("AWS::IAM::Role"):
            attached = self.properties(role).get("ManagedPolicyArns", ())
            yield from (role for each in attached if each["Fn::If"][1] == {"Ref": name})

    def actions(self, role: str) -> set[str]:
        """Return all actions that a role allows."""
        allowed: set[str] = set()
        for owner, statement in self.statements():
            action = statement["Action"]
            if owner == role:
                allowed.update([action] if isinstance(action, str) else action)
        return allowed


def load_template(path: str = "template.yaml") -> Template:
    """Load a template of the project."""
    # The loader is a SafeLoader.
    return Template(yaml.load((ROOT / path).read_text(), Loader=_Loader))  # noqa: S506


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = (
            _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return merged
