"""The size of an item, which DynamoDB limits to 400 KB: names and values in UTF-8."""

import base64
from typing import Any

from simulator.dynamodb.conditions import Item

LARGEST = 400 * 1024


def item_size(item: Item) -> int:
    """The size in bytes, as the developer guide states it."""
    return sum(_text(name) + _value(value) for name, value in item.items())


def _value(value: dict[str, Any]) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return _text(content)
        case "N":
            return (len(content.lstrip("-").replace(".", "")) + 1) // 2 + 1
        case "B":
            return len(base64.b64decode(content))
        case "BOOL" | "NULL":
            return 1
        case _:
            return _collection(kind, content)


def _collection(kind: str, content: Any) -> int:  # noqa: ANN401 (as on the wire)
    match kind:
        case "L":
            return 3 + sum(1 + _value(each) for each in content)
        case "M":
            return 3 + sum(1 + _text(name) + _value(each) for name, each in content.items())
        case _:  # a set
            return sum(_value({kind[0]: each}) for each in content)


def _text(text: str) -> int:
    return len(text.encode())
