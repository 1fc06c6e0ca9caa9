"""Updates of a table's provisioned units; overwritten ones are put back."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kickoff.aws.clients import Clients
from kickoff.outcome import Code, Outcome
from prescaler.adapters.tables import (
    Throughput,
    by_index,
    is_read,
    provisioned,
    table_name,
    update,
)
from prescaler.model import Capacity, Dimension, Resource
from prescaler.resources.table_parts import Failures, Requests, send_by_part

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef

# A change of units takes 1.0 to 2.3 s; these turns come a second apart.
_TURNS_TO_PUT_BACK = 5


class Units(NamedTuple):
    """The two halves of a part."""

    read: int
    write: int

    def __str__(self) -> str:
        return f"{self.read} reads and {self.write} writes"


def update_units(clients: Clients, table: Resource, requests: Requests) -> Failures:
    """Update the units of a table and its indexes; return the failures."""
    return send_by_part(requests, partial(_update, clients, table))


def _update(clients: Clients, table: Resource, requests: Requests) -> Failures:
    """Update parts in one call, and compare the units that it replaced with those read before."""
    parts = by_index(requests)
    named = {index: _named(part) for index, part in parts.items()}
    answer = update(clients, table, {index: _throughput(each) for index, each in named.items()})
    if isinstance(answer, Outcome):
        return {each.dimension: answer for each in requests}
    failures: dict[Dimension, Outcome] = {}
    for index, part in parts.items():
        replaced = _replaced(answer, index)
        if replaced is not None and (foreign := _foreign(replaced, _read(part), named[index])):
            outcome = _put_back(clients, table, index, foreign, named[index])
            failures |= {each.dimension: outcome for each in part}
    return failures


def _put_back(
    clients: Clients, table: Resource, index: str | None, foreign: Mapping[str, int], named: Units
) -> Outcome:
    """Raise a part to what somebody else set between our read and our update; lower nothing."""
    values = " and ".join(f"{units} {half}s" for half, units in foreign.items())
    changed = f"somebody else set {values} of {_title(table, index)} while kickoff set {named}"
    raised = {half: units for half, units in foreign.items() if units > getattr(named, half)}
    if not raised:
        return Outcome(Code.DRIFT, f"{changed}: left higher, as kickoff set it")
    units = named._replace(**raised)
    answer = update(clients, table, {index: _throughput(units)}, while_busy=_TURNS_TO_PUT_BACK)
    if isinstance(answer, Outcome):
        code = answer.code if answer.code.is_error else Code.FAILED
        advice = f"it could not be put back, set {units} yourself"
        return Outcome(code, f"{changed}: {advice} ({answer.message})")
    return Outcome(Code.DRIFT, f"{changed}: put back to {units}")


def _foreign(replaced: Units, read: Units, named: Units) -> dict[str, int]:
    """The replaced halves that are neither as read nor as we set them."""
    return {
        half: old
        for half, old, seen, new in zip(Units._fields, replaced, read, named, strict=True)
        if old not in {seen, new}
    }


def _capacity(requests: Requests) -> Capacity:
    capacity = requests[0].observed.capacity
    assert isinstance(capacity, Capacity)  # noqa: S101 (units are changed only once read)
    return capacity


def _read(requests: Requests) -> Units:
    """The units of a part as they were read."""
    capacity = _capacity(requests)
    own, other = capacity.provisioned, capacity.other or 1
    return Units(own, other) if is_read(requests[0].dimension) else Units(other, own)


def _named(requests: Requests) -> Units:
    """Both halves: an update must name the one that does not change too."""
    units = _read(requests)
    for each in requests:
        half = "read" if is_read(each.dimension) else "write"
        units = units._replace(**{half: each.units or 1})
    return units


def _throughput(units: Units) -> Throughput:
    return {
        "ProvisionedThroughput": {
            "ReadCapacityUnits": units.read,
            "WriteCapacityUnits": units.write,
        }
    }


def _replaced(table: "TableDescriptionTypeDef", index: str | None) -> Units | None:
    """The units of a part in the answer of an update, which has the old ones."""
    units = provisioned(table, index)
    if units is None:
        return None
    return Units(units["ReadCapacityUnits"], units["WriteCapacityUnits"])


def _title(table: Resource, index: str | None) -> str:
    return table_name(table) if index is None else f"{table_name(table)}, index {index},"
