"""Condition expressions, in the few forms that kickoff uses."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.errors import invalid

_EXISTS = re.compile(r"(attribute_exists|attribute_not_exists)\s*\(\s*([\w#.-]+)\s*\)")
_EQUALS = re.compile(r"([\w#.-]+)\s*=\s*(:\w+)")

Item = dict[str, dict[str, Any]]


def holds(
    expression: str,
    item: Item | None,
    names: Mapping[str, str],
    values: Mapping[str, dict[str, Any]],
) -> bool:
    """Return whether a condition is true for an item; None means no item.

    Forms: `attribute_exists(x)`, `attribute_not_exists(x)`, `x = :v`, joined by AND.

    Raises:
        ServiceError: ValidationException for any other form and for unknown placeholders.
    """
    terms = re.split(r"\s+AND\s+", expression.strip())
    held = [_term(term, item or {}, names, values) for term in terms]
    return all(held)


def _term(
    term: str, item: Item, names: Mapping[str, str], values: Mapping[str, dict[str, Any]]
) -> bool:
    if found := _EXISTS.fullmatch(term):
        return (_name(found[2], names) in item) == (found[1] == "attribute_exists")
    if found := _EQUALS.fullmatch(term):
        if found[2] not in values:
            raise invalid(
                "Invalid ConditionExpression: An expression attribute value used in expression is "
                f"not defined; attribute value: {found[2]}"
            )
        return item.get(_name(found[1], names)) == values[found[2]]
    raise invalid(
        f"Invalid ConditionExpression: the stand-in supports attribute_exists(x), "
        f"attribute_not_exists(x) and x = :v joined by AND, not {term!r}"
    )


def _name(name: str, names: Mapping[str, str]) -> str:
    if not name.startswith("#"):
        return name
    if name not in names:
        raise invalid(
            "Invalid ConditionExpression: An expression attribute name used in the document path "
            f"is not defined; attribute name: {name}"
        )
    return names[name]
