"""The items of a table with a partition key and no sort key."""

from collections.abc import Callable

from simulator.dynamodb.conditions import Item
from simulator.dynamodb.item_size import LARGEST, item_size
from simulator.errors import ServiceError, invalid

CONDITION_FAILED = "ConditionalCheckFailedException"
Condition = Callable[[Item | None], bool]


class TableItems:
    """Items by key; attribute values are as on the wire, such as `{"S": "prices"}`."""

    def __init__(self, key: str, page: int) -> None:
        self.key = key
        self._page = page
        self._items: dict[str, Item] = {}

    def get(self, key: Item) -> Item | None:
        """The item, or None."""
        return self._items.get(self._id(key))

    def put(self, item: Item, condition: Condition) -> None:
        """Write an item.

        Raises:
            ServiceError: ConditionalCheckFailedException if its condition is false,
                ValidationException for an item without the key or above 400 KB.
        """
        if self.key not in item:
            raise invalid(
                f"One or more parameter values were invalid: Missing the key {self.key} in the item"
            )
        if item_size(item) > LARGEST:
            raise invalid("Item size has exceeded the maximum allowed size")
        self._require(condition, item)
        self._items[self._id(item)] = item

    def delete(self, key: Item, condition: Condition) -> None:
        """Delete an item if it exists; ConditionalCheckFailedException as `put`."""
        self._require(condition, key)
        self._items.pop(self._id(key), None)

    def scan(self, after: Item | None, limit: int | None) -> tuple[list[Item], Item | None]:
        """A page of items in the order of their keys, and the key to continue from, or None."""
        start = "" if after is None else self._id(after)
        ids = sorted(each for each in self._items if each > start)
        size = min(limit or self._page, self._page)
        page = [self._items[each] for each in ids[:size]]
        more = len(ids) > size
        return page, {self.key: page[-1][self.key]} if more else None

    def check_key(self, key: Item) -> None:
        """Refuse a key with other attributes than the schema has."""
        if key.keys() != {self.key}:
            raise invalid("The provided key element does not match the schema")

    def _id(self, item: Item) -> str:
        match item.get(self.key):
            case {"S": str(value)} if value:
                return value
            case _:
                raise invalid("The provided key element does not match the schema")

    def _require(self, condition: Condition, item: Item) -> None:
        if not condition(self.get(item)):
            raise ServiceError(CONDITION_FAILED, "The conditional request failed")
