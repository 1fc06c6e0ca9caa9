"""Items of the lease table as JSON, and the files of an account's tables."""

import base64
import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
"""An item as DynamoDB's API has it; a binary value is in base64."""

TABLE = "leases"
FOLDER = Path(__file__).parent


def versions() -> list[str]:
    """Return the versions with a store, oldest first."""
    found = [each.name for each in FOLDER.iterdir() if each.name[:1].isdigit()]
    return sorted(found, key=lambda name: [int(part) for part in name.split(".")])


def read_store(version: str) -> list[Item]:
    """Return the items of a version's lease table."""
    items: list[Item] = json.loads((FOLDER / version / "lease-table.json").read_text())
    return items


def put_all(client: "DynamoDBClient", items: Iterable[Item]) -> None:
    """Put items into the lease table."""
    for item in items:
        client.put_item(TableName=TABLE, Item=_map_binary(item, base64.b64decode))


def scan(client: "DynamoDBClient") -> list[Item]:
    """Return all items of the lease table, by their keys."""
    pages = client.get_paginator("scan").paginate(TableName=TABLE)
    items = [_map_binary(each, _encode) for page in pages for each in page["Items"]]
    return sorted(items, key=lambda item: str(item["lease"]["S"]))


def comparable(items: Iterable[Item]) -> list[Item]:
    """Return items with unpacked archives: a packed one has the time of packing."""
    return [_map_binary(each, _unpack) for each in items]


def _map_binary(item: Item, do: Any) -> Any:  # noqa: ANN401 (of three types)
    return {
        name: {"B": do(value["B"])} if "B" in value else dict(value) for name, value in item.items()
    }


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _unpack(content: str) -> dict[str, str]:
    with ZipFile(BytesIO(base64.b64decode(content))) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}
