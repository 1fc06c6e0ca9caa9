"""Comparison of an answer with the expected values.

An expected value stands at a path: a JMESPath expression, or a short name of a table's description
(`units`), with `index.` before it for the usual index. The value is plain, or `present`, `absent`,
`{contains: [texts]}`, `{ends: text}`.
"""

from collections.abc import Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathTypeError

from tests.recorded.steps import INDEX

_SHORT = {
    "units": "ProvisionedThroughput.[ReadCapacityUnits, WriteCapacityUnits]",
    "decreases": "ProvisionedThroughput.NumberOfDecreasesToday",
    "last_decrease": "ProvisionedThroughput.LastDecreaseDateTime",
    "last_increase": "ProvisionedThroughput.LastIncreaseDateTime",
    "warm": "WarmThroughput.[ReadUnitsPerSecond, WriteUnitsPerSecond]",
    "warm_status": "WarmThroughput.Status",
    "caps": "OnDemandThroughput.[MaxReadRequestUnits, MaxWriteRequestUnits]",
}
_TABLE = _SHORT | {"status": "TableStatus", "billing": "BillingModeSummary.BillingMode"}
_INDEX = _SHORT | {"status": "IndexStatus"}


def unlike(answer: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """The values that differ; empty if none does."""
    differences = []
    for path, value in expected.items():
        found = _find(path, answer)
        if not _fits(found, value):
            got = "absent" if found is None else repr(found)[:150]
            differences.append(f"{path} is {got}, expected {value!r}")
    return "; ".join(differences)


def _find(path: str, answer: Mapping[str, Any]) -> object:
    try:
        return jmespath.search(_expression(path), answer)
    except JMESPathTypeError:  # the length of a missing list
        return None


def _expression(path: str) -> str:
    table = "(Table || TableDescription)"
    index, _, short = path.rpartition(".")
    if not index and short in _TABLE:
        return f"{table}.{_TABLE[short]}"
    if short in _INDEX and index in {"index", "other"}:
        same = "==" if index == "index" else "!="
        chosen = f"GlobalSecondaryIndexes[?IndexName{same}'{INDEX}'] | [0]"
        return f"{table}.{chosen}.{_INDEX[short]}"
    return path


def _fits(found: object, value: object) -> bool:
    match value:
        case "absent":
            return found is None
        case "present":
            return found is not None
        case {"contains": texts}:
            return all(text in str(found) for text in texts)
        case {"ends": text}:
            return str(found).endswith(text)
    return found == value
