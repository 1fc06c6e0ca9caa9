"""Leases as plain records of strings, numbers, lists and maps, for JSON and DynamoDB."""

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kickoff.aws.lease_table import PAUSE, STOP
from prescaler.model import Lease, Leases, Outcome, Pause, unavailable

Record = dict[str, Any]
FORMAT = 1  # of a lease's record; a record without a number has the first


def to_record(lease: Lease) -> Record:
    """A lease as it is stored: its id under `lease`, and `until` for people who read it."""
    return {
        "lease": lease.key,
        "format": FORMAT,
        "until": lease.until and lease.until.isoformat(),
        **_leases().dump_python(lease, mode="json"),
    }


def pause_record(pause: Pause) -> Record:
    """A pause or a stop as it is stored, beside the leases."""
    return {
        "lease": pause_key(stops_all=pause.stops_all),
        **_pauses().dump_python(pause, mode="json"),
    }


def pause_key(*, stops_all: bool) -> str:
    """The key of a stop, or of a pause."""
    return STOP if stops_all else PAUSE


def from_records(records: list[Record]) -> Leases:
    """The leases in records; an invalid record does not affect the others."""
    standing: dict[str, Lease] = {}
    ended: dict[str, Lease] = {}
    unreadable: dict[str, Outcome] = {}
    orders: list[Pause] = []
    for record in records:
        lease_id = str(record.get("lease"))
        try:
            if lease_id in {PAUSE, STOP}:
                orders.append(_pauses().validate_python(record))
                continue
            if _format(record) > FORMAT:
                unreadable[lease_id] = _newer(lease_id, _format(record))
                continue
            lease = replace(_leases().validate_python(record), id=lease_id)
            (standing if lease.standing else ended)[lease.dimension.lease_id] = lease
        except ValidationError as error:
            unreadable[lease_id] = unavailable(
                f"the lease {lease_id} cannot be read ({error.errors()[0]['msg']}): it is kept, "
                "and its capacity is raised but never lowered. If a newer kickoff wrote it, "
                "upgrade this one; otherwise lower the capacity by hand, then remove the lease"
            )
    return Leases(standing, unreadable, ended=ended, orders=tuple(orders))


def _format(record: Record) -> int:
    """The format of a record. A value that is no number is left to the validation."""
    try:
        return int(record.get("format", FORMAT))
    except (TypeError, ValueError):
        return FORMAT


def _newer(lease_id: str, found: int) -> Outcome:
    return unavailable(
        f"the lease {lease_id} has format {found}, and this kickoff reads {FORMAT}: it is kept, "
        "and its capacity is raised but never lowered. Upgrade this kickoff"
    )


@cache
def _leases() -> TypeAdapter[Lease]:
    return TypeAdapter(Lease)


@cache
def _pauses() -> TypeAdapter[Pause]:
    return TypeAdapter(Pause)
