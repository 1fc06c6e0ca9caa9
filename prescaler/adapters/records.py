"""Leases as plain records of strings, numbers, lists and maps, for JSON and DynamoDB."""

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from prescaler.model import Lease, Leases, Outcome, Pause, unavailable

Record = dict[str, Any]
PAUSE = "pause"  # the id of the record of a pause


def to_record(lease: Lease) -> Record:
    """A lease as it is stored: its id under `lease`, and `until` for people who read it."""
    return {
        "lease": lease.key,
        "until": lease.until and lease.until.isoformat(),
        **_leases().dump_python(lease, mode="json"),
    }


def pause_record(pause: Pause) -> Record:
    """A pause as it is stored, beside the leases."""
    return {"lease": PAUSE, **_pauses().dump_python(pause, mode="json")}


def from_records(records: list[Record]) -> Leases:
    """The leases in records; an invalid record does not affect the others."""
    standing: dict[str, Lease] = {}
    ended: dict[str, Lease] = {}
    unreadable: dict[str, Outcome] = {}
    pause: Pause | None = None
    for record in records:
        lease_id = str(record.get("lease"))
        try:
            if lease_id == PAUSE:
                pause = _pauses().validate_python(record)
                continue
            lease = replace(_leases().validate_python(record), id=lease_id)
            (standing if lease.standing else ended)[lease.dimension.lease_id] = lease
        except ValidationError as error:
            unreadable[lease_id] = unavailable(
                f"the lease {lease_id} is invalid: delete it, and lower by hand what it "
                f"raised ({error.errors()[0]['msg']})"
            )
    return Leases(standing, unreadable, ended=ended, pause=pause)


@cache
def _leases() -> TypeAdapter[Lease]:
    return TypeAdapter(Lease)


@cache
def _pauses() -> TypeAdapter[Pause]:
    return TypeAdapter(Pause)
