"""The lease store in a DynamoDB table with the partition key `lease`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from kickoff.aws.clients import Clients
from kickoff.aws.errors import translated
from kickoff.aws.lease_table import is_lease
from kickoff.aws.place import Place
from prescaler.adapters.records import Record, from_records, pause_key, pause_record, to_record
from prescaler.model import Code, Failure, Lease, Leases, Pause, conflict, unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_HOME = Place()
_SILENT_AFTER = 2  # calls of one tick without an answer


class LeaseTable:
    """A table in the prescaler's own account and region."""

    def __init__(self, clients: Clients, name: str) -> None:
        self._clients = clients
        self._name = name
        self._unanswered = 0

    def read(self) -> Leases:
        """Scan the table with consistent reads, to see the leases written last."""
        records: list[Record] = []
        self._unanswered = 0
        try:
            with translated(f"dynamodb:Scan of the lease table {self._name}"):
                pages = self._client().get_paginator("scan")
                for page in pages.paginate(TableName=self._name, ConsistentRead=True):
                    records.extend(
                        _record(item) for item in page["Items"] if is_lease(item["lease"]["S"])
                    )
        except Failure as failure:
            self._count(failure)
            return Leases({}, away=unavailable(failure.outcome.message))
        return from_records(records)

    def put(self, lease: Lease) -> Lease:
        """Write a lease if the stored version is the one it carries; see the port."""
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
        """Write a pause beside the leases; see the port."""
        with self._translated():
            self._client().put_item(TableName=self._name, Item=_item(pause_record(pause)))

    def resume(self, *, stops_all: bool) -> None:
        """Remove a stop or a pause; see the port."""
        key = {"lease": {"S": pause_key(stops_all=stops_all)}}
        with self._translated(call="DeleteItem"):
            self._client().delete_item(TableName=self._name, Key=key)

    def _client(self) -> "DynamoDBClient":
        return self._clients.dynamodb(_HOME)

    @contextmanager
    def _translated(self, lease: Lease | None = None, call: str = "PutItem") -> Iterator[None]:
        if self._unanswered >= _SILENT_AFTER:
            message = f"the lease table {self._name} does not answer, not called again in this tick"
            raise Failure(unavailable(message))
        try:
            with translated(f"dynamodb:{call} in the lease table {self._name}"):
                yield
        except Failure as failure:
            if failure.outcome.code is Code.CONFLICT and lease is not None:
                raise conflict(lease) from failure
            self._count(failure)
            raise Failure(unavailable(failure.outcome.message)) from failure

    def _count(self, failure: Failure) -> None:
        """Count calls without an answer: raises must not wait for a silent table."""
        self._unanswered += failure.outcome.code is Code.UNREACHABLE


class _Condition(TypedDict):
    ConditionExpression: str
    ExpressionAttributeNames: dict[str, str]
    ExpressionAttributeValues: dict[str, dict[str, str]]


def _as_read(lease: Lease) -> _Condition:
    """The condition that the stored version is the one that was read."""
    return {
        "ConditionExpression": "#version = :v",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":v": {"N": str(lease.version)}},
    }


def _item(record: Record) -> dict[str, Any]:
    serialize = TypeSerializer().serialize
    return {name: serialize(value) for name, value in record.items()}


def _record(item: Mapping[str, Any]) -> Record:
    deserialize = TypeDeserializer().deserialize
    return {name: deserialize(value) for name, value in item.items()}
