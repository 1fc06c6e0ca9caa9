"""The template as CloudFormation deploys it: transformed by SAM, its intrinsics resolved."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from tests.template.build import SAM, run

ACCOUNT = "123456789012"
Resource = dict[str, Any]

_NOTHING = object()
_VARIABLE = re.compile(r"\$\{([\w:.]+)\}")
_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "Fn::And": all,
    "Fn::Equals": lambda values: values[0] == values[1],
    "Fn::GetAtt": lambda names: names if isinstance(names, str) else ".".join(names),
    "Fn::Join": lambda values: values[0].join(values[1]),
    "Fn::Not": lambda values: not values[0],
    "Fn::Or": any,
    "Fn::Split": lambda values: values[1].split(values[0]),
}
# A program for SAM's environment. SAM itself uploads the code first, and writes its address.
_TRANSFORM = """
import json
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
with open("template.yaml") as file:
    template = yaml_parse(file.read())
template["Globals"]["Function"]["CodeUri"] = "s3://bucket/code"
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::LayerVersion":
        resource["Properties"]["ContentUri"] = "s3://bucket/code"
print(json.dumps(Translator({}, Parser()).translate(template, {})))
"""


@cache
def transformed() -> dict[str, Any]:
    """Return the template after the transformation by SAM."""
    result: dict[str, Any] = json.loads(run(SAM.with_name("python"), "-c", _TRANSFORM))
    return result


@dataclass(frozen=True, slots=True)
class DeployedStack:
    """The resources of a stack with these parameters. A reference to a resource is its name."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    name: str = "kickoff"
    region: str = "eu-west-1"

    def resources(self, kind: str) -> dict[str, Resource]:
        """Return the resources of a type that exist, by logical id."""
        return {
            name: {**each, "Properties": self._resolve(each.get("Properties", {}))}
            for name, each in transformed()["Resources"].items()
            if each["Type"] == kind and self._true(each.get("Condition"))
        }

    def properties(self, name: str) -> Resource:
        """Return the properties of a resource."""
        return cast("Resource", self._resolve(transformed()["Resources"][name]["Properties"]))

    def statements(self) -> Iterator[tuple[str, Resource]]:
        """Yield the statements of all policies, each with its role."""
        policies = self.resources("AWS::IAM::ManagedPolicy")
        for role, each in self.resources("AWS::IAM::Role").items():
            properties = each["Properties"]
            own = [policy["PolicyDocument"] for policy in properties["Policies"]]
            attached = set(properties["ManagedPolicyArns"]) | {
                name
                for name, policy in policies.items()
                if role in policy["Properties"].get("Roles", ())
            }
            own += [policies[name]["Properties"]["PolicyDocument"] for name in attached]
            yield from (
                (role, statement) for document in own for statement in document["Statement"]
            )

    def _parameter(self, name: str) -> object:
        declared = transformed()["Parameters"][name]
        text = self.parameters.get(name, declared["Default"])
        return text.split(",") if declared["Type"] == "CommaDelimitedList" else text

    def _ref(self, name: str) -> object:
        pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::NoValue": _NOTHING,
            "AWS::Partition": "aws",
            "AWS::Region": self.region,
            "AWS::StackName": self.name,
        }
        if name in pseudo:
            return pseudo[name]
        return self._parameter(name) if name in transformed()["Parameters"] else name

    def _true(self, condition: str | None) -> bool:
        return condition is None or bool(self._resolve(transformed()["Conditions"][condition]))

    def _resolve(self, value: Any) -> Any:  # noqa: ANN401 (any part of a template)
        match value:
            case dict() if len(value) == 1:
                [(function, argument)] = value.items()
                return self._call(function, argument)
            case dict():
                found = {name: self._resolve(each) for name, each in value.items()}
                return {name: each for name, each in found.items() if each is not _NOTHING}
            case list():
                return [each for each in map(self._resolve, value) if each is not _NOTHING]
            case _:
                return value

    def _call(self, function: str, argument: Any) -> Any:  # noqa: ANN401 (any part of a template)
        match function:
            case "Ref":
                return self._ref(argument)
            case "Condition" if isinstance(argument, str):
                return self._true(argument)
            case "Fn::If":
                condition, yes, no = argument
                return self._resolve(yes if self._true(condition) else no)
            case "Fn::Sub":
                text, variables = (argument, {}) if isinstance(argument, str) else argument
                return self._substitute(text, variables)
            case _ if function in _FUNCTIONS:
                return _FUNCTIONS[function](self._resolve(argument))
            case _:  # a mapping of one name
                found = self._resolve(argument)
                return {} if found is _NOTHING else {function: found}

    def _substitute(self, text: str, variables: Mapping[str, Any]) -> str:
        values = {name: self._resolve(each) for name, each in variables.items()}

        def value(found: re.Match[str]) -> str:
            return str(values[found[1]] if found[1] in values else self._ref(found[1]))

        return _VARIABLE.sub(value, text)
