"""Templates of CloudFormation as plain data, with the long names of intrinsic functions.

Deployment tools write short or long names, anchors or copies. As plain data both are equal.
"""

from collections.abc import Mapping
from typing import Any

import yaml

# Deployment tools set these, and they differ for the same version.
_LOCATIONS = {"CodeUri", "ContentUri"}


class TemplateError(Exception):
    """A text that is not a template."""


class _Loader(yaml.SafeLoader):
    """YAML with the short names of intrinsic functions."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any = ""
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def parse_template(text: str) -> Mapping[str, Any]:
    """Return a template as plain data, without the places of its code.

    Raises:
        TemplateError: the text is not a template.
    """
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise TemplateError(f"it is not YAML: {error}") from None
    if not isinstance(document, dict):
        raise TemplateError("it is not a mapping")
    return {str(name): _plain(value) for name, value in document.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 (any part of a template)
    match value:
        case {"Fn::GetAtt": [*names]}:
            return {"Fn::GetAtt": ".".join(map(str, names))}
        case dict():
            return {
                str(name): _plain(each) for name, each in value.items() if name not in _LOCATIONS
            }
        case list():
            return [_plain(each) for each in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return str(value)
