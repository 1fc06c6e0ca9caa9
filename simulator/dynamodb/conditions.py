"""Condition expressions, in the few forms that kickoff uses."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulator.errors import invalid

_EXISTS = re.compile(r"(attribute_exists|attribute_not_exists)\s*\(\s*([\w#.-]+)\s*\)")
_COMPARED = re.compile(r"([\w#.-]+)\s*(=|<)\s*(:\w+)")

Item = dict[str, dict[str, Any]]
Names = Mapping[str, str]
Values = Mapping[str, dict[str, Any]]


def holds(expression: str, item: Item | None, names: Names, values: Values) -> bool:
    """Return whether a condition is true for an item; None means no item.

    Forms: `attribute_exists(x)`, `attribute_not_exists(x)`, `x = :v`, and `x < :v` of numbers,
    joined by AND and OR; AND binds closer.

    Raises:
        ServiceError: ValidationException for any other form and for unknown placeholders.
    """
    choices = re.split(r"\s+OR\s+", expression.strip())
    held = [
        [_term(term, item or {}, names, values) for term in re.split(r"\s+AND\s+", choice)]
        for choice in choices
    ]
    return any(map(all, held))


def attribute_name(name: str, names: Names, expression: str = "ConditionExpression") -> str:
    """Return the attribute of a name or of its placeholder.

    Raises:
        ServiceError: ValidationException for an unknown placeholder.
    """
    if not name.startswith("#"):
        return name
    if name not in names:
        raise invalid(
            f"Invalid {expression}: An expression attribute name used in the document path "
            f"is not defined; attribute name: {name}"
        )
    return names[name]


def attribute_value(
    name: str, values: Values, expression: str = "ConditionExpression"
) -> dict[str, Any]:
    """Return the value of a placeholder; errors as `attribute_name`."""
    if name not in values:
        raise invalid(
            f"Invalid {expression}: An expression attribute value used in expression is "
            f"not defined; attribute value: {name}"
        )
    return values[name]


def _term(term: str, item: Item, names: Names, values: Values) -> bool:
    if found := _EXISTS.fullmatch(term):
        return (attribute_name(found[2], names) in item) == (found[1] == "attribute_exists")
    if found := _COMPARED.fullmatch(term):
        value = attribute_value(found[3], values)
        stored = item.get(attribute_name(found[1], names))
        return stored == value if found[2] == "=" else _is_lower(stored, value)
    raise invalid(
        f"Invalid ConditionExpression: the stand-in supports attribute_exists(x), "
        f"attribute_not_exists(x), x = :v and x < :v joined by AND and OR, not {term!r}"
    )


def _is_lower(stored: dict[str, Any] | None, value: dict[str, Any]) -> bool:
    """Compare two numbers; values of other types, or of two types, are never lower."""
    match stored, value:
        case {"N": str(left)}, {"N": str(right)}:
            return Decimal(left) < Decimal(right)
        case _:
            return False
