"""Items of the lease table as JSON."""

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
"""An item as DynamoDB's API has it. A binary value is an archive, and shown as texts by name."""

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
        client.put_item(TableName=TABLE, Item=_map_binary(item, _pack))


def scan(client: "DynamoDBClient") -> list[Item]:
    """Return all items of the lease table, by their keys."""
    pages = client.get_paginator("scan").paginate(TableName=TABLE)
    items = [_map_binary(each, _unpack) for page in pages for each in page["Items"]]
    return sorted(items, key=lambda item: str(item["lease"]["S"]))


def _map_binary(item: Item, do: Any) -> Any:  # noqa: ANN401 (to an archive or from one)
    return {
        name: {"B": do(value["B"])} if "B" in value else dict(value) for name, value in item.items()
    }


def _pack(files: Mapping[str, str]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _unpack(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}
