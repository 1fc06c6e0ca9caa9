"""The warmer's records in the lease table: facts that every warmer of an account must know.

A record is one item: whole numbers, texts and sets of whole numbers by field.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from kickoff.aws.lease_table import WARMER
from kickoff.outcome import Code, Failure

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Value = int | str | frozenset[int]
Record = Mapping[str, Value]

_KEY = "lease"
# DynamoDB deletes a record after this field, in epoch seconds.
EXPIRES = "expires"
_MOST_KEYS = 100  # of BatchGetItem


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A change of one record; all of it is written, or nothing.

    `put` replaces fields. `add` adds to numbers and to sets. `remove` drops fields. The change is
    refused if the field `rising` of `put` holds as much already, or more.
    """

    expires: datetime
    put: Mapping[str, Value] = field(default_factory=dict)
    add: Mapping[str, int | frozenset[int]] = field(default_factory=dict)
    remove: Collection[str] = ()
    rising: str | None = None


class RecordTable:
    """Records by name, in the lease table `table`.

    Give it clients with one attempt: a repeated conditional write is refused by its own first one.
    """

    def __init__(self, clients: Clients, table: str) -> None:
        self._clients = clients
        self._table = table

    def read(self, names: Iterable[str]) -> dict[str, Record]:
        """Return the records of some names, as last written. A missing record is left out.

        Raises:
            Failure: The table did not answer.
        """
        found: dict[str, Record] = {}
        with translated(f"dynamodb:BatchGetItem of the lease table {self._table}"):
            client, left = self._clients.dynamodb(), [_key(name) for name in dict.fromkeys(names)]
            while left:
                now, left = left[:_MOST_KEYS], left[_MOST_KEYS:]
                answer = client.batch_get_item(
                    RequestItems={self._table: {"Keys": now, "ConsistentRead": True}}
                )
                found |= map(_record, answer["Responses"].get(self._table, ()))
                if unprocessed := answer["UnprocessedKeys"].get(self._table):
                    left += unprocessed["Keys"]
        return found

    def change(self, name: str, change: RecordChange) -> bool:
        """Change a record, and create it if it is missing. Return False if `rising` refused it.

        Raises:
            Failure: The table did not answer.
        """
        try:
            with translated(f"dynamodb:UpdateItem of the lease table {self._table}"):
                self._clients.dynamodb().update_item(
                    TableName=self._table, Key=_key(name), **_expressions(change)
                )
        except Failure as failure:
            if failure.outcome.code is Code.CONFLICT:
                return False
            raise
        return True


def _expressions(change: RecordChange) -> dict[str, Any]:
    """Return the expressions of UpdateItem, with a placeholder for each name and value."""
    put: dict[str, Value] = {**change.put, EXPIRES: int(change.expires.timestamp())}
    values: list[Value] = [*put.values(), *change.add.values()]
    names = list(dict.fromkeys([*put, *change.add, *change.remove]))
    at = {name: f"#n{number}" for number, name in enumerate(names)}
    sets = ", ".join(f"{at[name]} = :v{number}" for number, name in enumerate(put))
    adds = ", ".join(f"{at[name]} :v{number}" for number, name in enumerate(change.add, len(put)))
    removes = ", ".join(at[name] for name in change.remove)
    clauses = (("SET", sets), ("ADD", adds), ("REMOVE", removes))
    expressions: dict[str, Any] = {
        "UpdateExpression": " ".join(f"{verb} {terms}" for verb, terms in clauses if terms),
        "ExpressionAttributeNames": {placeholder: name for name, placeholder in at.items()},
        "ExpressionAttributeValues": {
            f":v{number}": _attribute(value) for number, value in enumerate(values)
        },
    }
    if change.rising is not None:
        rising, value = at[change.rising], f":v{list(put).index(change.rising)}"
        expressions["ConditionExpression"] = f"attribute_not_exists({rising}) OR {rising} < {value}"
    return expressions


def _key(name: str) -> "Mapping[str, AttributeValueTypeDef]":
    return {_KEY: {"S": WARMER + name}}


def _attribute(value: Value) -> "AttributeValueTypeDef":
    match value:
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case _:
            return {"NS": [str(number) for number in sorted(value)]}


def _record(item: Mapping[str, Any]) -> tuple[str, Record]:
    name = str(item[_KEY]["S"]).removeprefix(WARMER)
    values = {key: _value(attribute) for key, attribute in item.items() if key != _KEY}
    return name, values


def _value(attribute: Mapping[str, Any]) -> Value:
    match attribute:
        case {"N": str(number)}:
            return int(number)
        case {"NS": [*numbers]}:
            return frozenset(map(int, numbers))
        case _:
            return str(attribute.get("S", ""))
