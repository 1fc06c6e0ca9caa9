"""Warm throughput of tables and indexes: the description, and its purchase."""

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kickoff.aws.clients import Clients
from kickoff.outcome import Outcome
from prescaler.adapters.tables import Throughput, by_index, is_read, update
from prescaler.model import Resource
from prescaler.resources.table_parts import Failures, Requests, send_by_part

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        GlobalSecondaryIndexDescriptionTypeDef,
        TableDescriptionTypeDef,
    )

    Part = TableDescriptionTypeDef | GlobalSecondaryIndexDescriptionTypeDef

_NAMES = {True: "ReadUnitsPerSecond", False: "WriteUnitsPerSecond"}


class WarmHalves(NamedTuple):
    """The warm throughput of a dimension and of the other half, in units a second.

    None where AWS does not describe it. `updating`: a purchase is under way; the table's own status
    stays ACTIVE meanwhile.
    """

    own: int | None = None
    other: int | None = None
    updating: bool = False


def described_warmth(part: "Part", *, reads: bool) -> WarmHalves:
    """The warm throughput in the description of a table or an index."""
    if "WarmThroughput" not in part:
        return WarmHalves()
    warm = part["WarmThroughput"]
    halves = warm.get("ReadUnitsPerSecond"), warm.get("WriteUnitsPerSecond")
    own, other = halves if reads else halves[::-1]
    return WarmHalves(own, other, updating=warm.get("Status") == "UPDATING")


def buy(clients: Clients, table: Resource, requests: Requests) -> Failures:
    """Buy warm throughput of a table and its indexes; return the failures."""
    return send_by_part(requests, partial(_buy, clients, table))


def _buy(clients: Clients, table: Resource, requests: Requests) -> Failures:
    parts = {index: _throughput(own) for index, own in by_index(requests).items()}
    answer = update(clients, table, parts)
    return {each.dimension: answer for each in requests} if isinstance(answer, Outcome) else {}


def _throughput(requests: Requests) -> Throughput:
    units = {_NAMES[is_read(each.dimension)]: each.warm or 0 for each in requests}
    return {"WarmThroughput": units}
