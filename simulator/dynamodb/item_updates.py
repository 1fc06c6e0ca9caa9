"""Update expressions, in the forms that kickoff uses: SET x = :v, ADD x :v, REMOVE x."""

import re
from decimal import Decimal
from typing import Any

from simulator.dynamodb.conditions import Item, Names, Values, attribute_name, attribute_value
from simulator.errors import invalid

_EXPRESSION = "UpdateExpression"
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE|DELETE)\s")
_TERMS = {
    "SET": re.compile(r"([\w#.-]+)\s*=\s*(:\w+)"),
    "ADD": re.compile(r"([\w#.-]+)\s+(:\w+)"),
    "REMOVE": re.compile(r"([\w#.-]+)"),
}


def updated(expression: str, item: Item, names: Names, values: Values) -> Item:
    """Return an item after an update expression.

    Raises:
        ServiceError: ValidationException for any other form, for unknown placeholders, for an
            attribute that is named twice, and for ADD to another type.
    """
    changed, seen = dict(item), set[str]()
    parts = _CLAUSE.split(f" {expression}")
    if parts[0].strip() or len(parts) == 1:
        raise _unsupported(expression)
    for verb, terms in zip(parts[1::2], parts[2::2], strict=True):
        for term in terms.split(","):
            found = _TERMS[verb].fullmatch(term.strip()) if verb in _TERMS else None
            if found is None:
                raise _unsupported(f"{verb} {term.strip()}")
            name = attribute_name(found[1], names, _EXPRESSION)
            if name in seen:
                raise invalid(
                    f"Invalid {_EXPRESSION}: Two document paths overlap with each other; must "
                    f"remove or rewrite one of these paths; path one: [{name}], path two: [{name}]"
                )
            seen.add(name)
            if verb == "REMOVE":
                changed.pop(name, None)
                continue
            value = attribute_value(found[2], values, _EXPRESSION)
            changed[name] = value if verb == "SET" else _sum(changed.get(name), value)
    return changed


def _sum(stored: dict[str, Any] | None, value: dict[str, Any]) -> dict[str, Any]:
    """Add a number to a number, or elements to a set; a missing attribute counts as empty."""
    match stored, value:
        case None, {"N": _} | {"NS": _} | {"SS": _}:
            return value
        case {"N": str(left)}, {"N": str(right)}:
            return {"N": str(Decimal(left) + Decimal(right))}
        case (({"NS": [*_]} | {"SS": [*_]}), _) if (
            stored is not None and stored.keys() == value.keys()
        ):
            [kind] = value
            return {kind: [*dict.fromkeys([*stored[kind], *value[kind]])]}
        case _:
            raise invalid("An operand in the update expression has an incorrect data type")


def _unsupported(term: str) -> Exception:
    return invalid(
        f"Invalid {_EXPRESSION}: the stand-in supports SET x = :v, ADD x :v and REMOVE x, "
        f"not {term!r}"
    )
