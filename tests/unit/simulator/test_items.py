import pytest

from simulator.dynamodb.conditions import Item, holds
from simulator.dynamodb.items import TableItems
from simulator.errors import ServiceError

LEASE: Item = {"lease": {"S": "prices/read"}, "version": {"N": "3"}}
LEASE_KEY: Item = {"lease": LEASE["lease"]}
VALUES = {":v": {"N": "3"}, ":w": {"N": "4"}}


def always(_: Item | None) -> bool:
    return True


def never(_: Item | None) -> bool:
    return False


@pytest.mark.parametrize(
    ("expression", "of_lease", "of_nothing"),
    [
        ("attribute_exists(lease)", True, False),
        ("attribute_not_exists(lease)", False, True),
        ("attribute_not_exists (#l)", False, True),
        ("version = :v", True, False),
        ("#v = :w", False, False),
        ("attribute_exists(lease) AND version = :v", True, False),
        ("attribute_exists(lease) AND version = :w", False, False),
        ("version < :w", True, False),
        ("version < :v", False, False),
        ("lease < :w", False, False),
        ("attribute_not_exists(#v) OR #v < :w", True, True),
        ("version = :w OR attribute_exists(lease) AND version = :v", True, False),
    ],
)
def test_the_conditions_used_for_leases_are_supported(
    expression: str, *, of_lease: bool, of_nothing: bool
) -> None:
    names = {"#l": "lease", "#v": "version"}
    assert holds(expression, LEASE, names, VALUES) is of_lease
    assert holds(expression, None, names, VALUES) is of_nothing


@pytest.mark.parametrize(
    "expression",
    [
        "version > :v",
        "attribute_exists(lease) OR nonsense",
        "NOT attribute_exists(lease)",
        "(version = :v)",
        "attribute_not_exists(lease) AND nonsense",
        "version = :unknown",
        "#unknown = :v",
    ],
)
def test_any_other_condition_is_refused(expression: str) -> None:
    with pytest.raises(ServiceError, match="Invalid ConditionExpression"):
        holds(expression, LEASE, {}, VALUES)


def test_a_false_condition_leaves_the_item_unchanged() -> None:
    items = TableItems("lease", page=10)
    items.put(LEASE, always)
    with pytest.raises(ServiceError, match="ConditionalCheckFailedException"):
        items.put({**LEASE, "version": {"N": "4"}}, never)
    with pytest.raises(ServiceError, match="ConditionalCheckFailedException"):
        items.delete({"lease": {"S": "prices/read"}}, never)
    assert items.get({"lease": {"S": "prices/read"}}) == LEASE


def test_an_item_without_the_key_attribute_is_refused() -> None:
    with pytest.raises(ServiceError, match="does not match the schema"):
        TableItems("lease", page=10).get({"id": {"S": "prices/read"}})


def test_a_scan_returns_all_items_in_pages() -> None:
    items = TableItems("lease", page=2)
    for name in "edcba":
        items.put({"lease": {"S": name}}, always)
    seen: list[str] = []
    pages = 0
    after: Item | None = None
    while pages == 0 or after is not None:
        page, after = items.scan(after, None)
        seen += [item["lease"]["S"] for item in page]
        pages += 1
    assert (seen, pages) == (["a", "b", "c", "d", "e"], 3)


def test_an_item_above_400_kilobytes_is_refused() -> None:
    items = TableItems("lease", page=10)
    names = len("leaseprices/readblobflagslistnumber")
    rest: Item = {
        "flags": {"M": {"a": {"BOOL": True}, "b": {"SS": ["x"]}}},  # 3 + 3 + 3
        "list": {"L": [{"NULL": True}, {"B": "aGVsbG8="}]},  # 3 + 2 + 6
        "number": {"N": "-12.5"},  # 3
    }
    room = 400 * 1024 - names - 9 - 11 - 3
    items.put({**LEASE_KEY, **rest, "blob": {"S": "x" * room}}, always)
    with pytest.raises(ServiceError, match="Item size has exceeded the maximum allowed size"):
        items.put({**LEASE_KEY, **rest, "blob": {"S": "x" * (room + 1)}}, always)


def test_an_item_without_its_key_is_refused() -> None:
    with pytest.raises(ServiceError, match="Missing the key lease in the item"):
        TableItems("lease", page=10).put({"version": {"N": "3"}}, always)
