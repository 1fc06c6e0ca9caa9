"""Leases as plain records of strings, numbers, lists and maps, for JSON and DynamoDB."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kickoff import formats
from kickoff.aws.lease_table import PAUSE, STOP
from prescaler.model import Lease, Leases, Outcome, Pause, unavailable

Record = dict[str, Any]
# A lease in the first layout has no instant of its latest change: this one stands in.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def to_record(lease: Lease) -> Record:
    """A lease as it is stored: its id under `lease`, and `until` for people who read it."""
    return {
        "lease": lease.key,
        "format": formats.LEASE,
        "until": lease.until and lease.until.isoformat(),
        **_leases().dump_python(lease, mode="json"),
    }


def pause_record(pause: Pause) -> Record:
    """A pause or a stop as it is stored, beside the leases."""
    return {
        "lease": pause_key(stops_all=pause.stops_all),
        "format": formats.ORDER,
        **_pauses().dump_python(pause, mode="json"),
    }


def pause_key(*, stops_all: bool) -> str:
    """The key of a stop, or of a pause."""
    return STOP if stops_all else PAUSE


def from_records(records: list[Record]) -> Leases:
    """The leases in records; an invalid record does not affect the others.

    An order that cannot be read holds: a person gave it.
    """
    standing: dict[str, Lease] = {}
    ended: dict[str, Lease] = {}
    unreadable: dict[str, Outcome] = {}
    orders: list[Pause] = []
    for record in records:
        lease_id = str(record.get("lease"))
        if lease_id in {PAUSE, STOP}:
            orders.append(_order(record))
            continue
        if formats.is_newer(record.get("format"), formats.LEASE):
            unreadable[lease_id] = _newer(lease_id, record["format"])
            continue
        try:
            lease = replace(_leases().validate_python({"at": _LONG_AGO, **record}), id=lease_id)
            (standing if lease.standing else ended)[lease.dimension.lease_id] = lease
        except ValidationError as error:
            unreadable[lease_id] = unavailable(
                f"the lease {lease_id} cannot be read ({error.errors()[0]['msg']}): it is kept, "
                "and its capacity is raised but never lowered. If a newer kickoff wrote it, "
                "upgrade this one; otherwise lower the capacity by hand, then remove the lease"
            )
    return Leases(standing, unreadable, ended=ended, orders=tuple(orders))


def _order(record: Mapping[str, Any]) -> Pause:
    stops_all = record["lease"] == STOP
    if formats.is_newer(record.get("format"), formats.ORDER):
        return Pause(None, "somebody with a newer kickoff", stops_all=stops_all)
    try:
        return _pauses().validate_python(record)
    except ValidationError:
        return Pause(None, "an order that cannot be read", stops_all=stops_all)


def _newer(lease_id: str, found: object) -> Outcome:
    return unavailable(
        f"{formats.refusal(f'the lease {lease_id}', found, formats.LEASE)}: it is kept, and its "
        "capacity is raised but never lowered. Upgrade this kickoff"
    )


@cache
def _leases() -> TypeAdapter[Lease]:
    return TypeAdapter(Lease)


@cache
def _pauses() -> TypeAdapter[Pause]:
    return TypeAdapter(Pause)
