"""Leases in a DynamoDB table, partition key `lease`; the face is `reconcile.ports.LeaseStore`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from kickoff.aws.place import Place
from kickoff.calendar.sources import calendar_cache, key_values
from prescaler.adapters.records import (
    Record,
    from_records,
    pause_record,
    to_record,
)
from prescaler.model import Code, Failure, Lease, Leases, Pause, conflict, unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_HOME = Place()
_SILENT = 2  # calls of a tick without an answer


class LeaseTable:
    """The table lives where we run, whatever the places of the targets."""

    def __init__(self, clients: Clients, name: str) -> None:
        self._clients = clients
        self._name = name
        self._unanswered = 0

    def read(self) -> Leases:
        """Scan the table, consistently: a lease that just was written must be seen."""
        records: list[Record] = []
        self._unanswered = 0
        try:
            with translated(f"dynamodb:Scan of the lease table {self._name}"):
                pages = self._client().get_paginator("scan")
                for page in pages.paginate(TableName=self._name, ConsistentRead=True):
                    records.extend(_record(item) for item in page["Items"] if _is_lease(item))
        except Failure as failure:
            self._hear(failure)
            return Leases({}, away=unavailable(failure.outcome.message))
        return from_records(records)

    def put(self, lease: Lease) -> Lease:
        """PutItem on condition of the version; see the port."""
        stored = replace(lease, version=lease.version + 1, id=lease.key)
        with self._translated(lease):
            if lease.version == 0:
                self._client().put_item(
                    TableName=self._name,
                    Item=_item(to_record(stored)),
                    ConditionExpression="attribute_not_exists(lease)",
                )
            else:
                self._client().put_item(
                    TableName=self._name, Item=_item(to_record(stored)), **_as_read(lease)
                )
        return stored

    def pause(self, pause: Pause) -> None:
        """PutItem beside the leases; see the port."""
        with self._translated():
            self._client().put_item(TableName=self._name, Item=_item(pause_record(pause)))

    def _client(self) -> "DynamoDBClient":
        return self._clients.dynamodb(_HOME)

    @contextmanager
    def _translated(self, lease: Lease | None = None) -> Iterator[None]:
        if self._unanswered >= _SILENT:
            raise Failure(unavailable(f"the lease table {self._name} is silent, not asked again"))
        try:
            with translated(f"dynamodb:PutItem in the lease table {self._name}"):
                yield
        except Failure as failure:
            if failure.outcome.code is Code.CONFLICT and lease is not None:
                raise conflict(lease) from failure
            self._hear(failure)
            raise Failure(unavailable(failure.outcome.message)) from failure

    def _hear(self, failure: Failure) -> None:
        """A table that is silent is not asked again in this tick: raises must not wait for it."""
        self._unanswered += failure.outcome.code is Code.UNREACHABLE


class _Condition(TypedDict):
    ConditionExpression: str
    ExpressionAttributeNames: dict[str, str]
    ExpressionAttributeValues: dict[str, dict[str, str]]


def _as_read(lease: Lease) -> _Condition:
    """The lease still stands in the version that was read."""
    return {
        "ConditionExpression": "#version = :v",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":v": {"N": str(lease.version)}},
    }


def _item(record: Record) -> dict[str, Any]:
    serialize = TypeSerializer().serialize
    return {name: serialize(value) for name, value in record.items()}


def _is_lease(item: Mapping[str, Any]) -> bool:
    """Not the last good calendar nor what was learned, which are kept in the same table."""
    return not item["lease"]["S"].startswith((calendar_cache.KEY_PREFIX, key_values.KEY_PREFIX))


def _record(item: Mapping[str, Any]) -> Record:
    deserialize = TypeDeserializer().deserialize
    return {name: deserialize(value) for name, value in item.items()}
