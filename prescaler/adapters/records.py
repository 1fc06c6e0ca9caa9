"""Leases as plain records: strings, whole numbers, lists and maps, for JSON and for DynamoDB."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from prescaler.model import Code, Failure, Lease, Leases, Outcome

Record = dict[str, Any]


def to_record(lease: Lease) -> Record:
    """A lease as it is stored, its id under `lease`; `until` is there for people."""
    return {
        "lease": lease.dimension.lease_id,
        "until": lease.until and lease.until.isoformat(),
        **_adapter().dump_python(lease, mode="json"),
    }


def from_records(records: list[Record]) -> Leases:
    """The leases of records; one that cannot be understood leaves the others alone."""
    standing: dict[str, Lease] = {}
    ended: dict[str, Lease] = {}
    unreadable: dict[str, Outcome] = {}
    for record in records:
        lease_id = str(record.get("lease"))
        try:
            lease = _adapter().validate_python(record)
            (standing if lease.standing else ended)[lease_id] = lease
        except ValidationError as error:
            unreadable[lease_id] = unavailable(
                f"the lease {lease_id} cannot be understood: delete it, and lower by hand what it "
                f"raised ({error.errors()[0]['msg']})"
            )
    return Leases(standing, unreadable, ended=ended)


def unavailable(message: str) -> Outcome:
    """The outcome of a lease store, or of a lease, that does not answer as it should."""
    return Outcome(Code.LEASE_UNAVAILABLE, message)


def conflict(lease: Lease) -> Failure:
    """The failure of a conditional write that another writer won."""
    return Failure(
        Outcome(
            Code.CONFLICT,
            f"the lease {lease.dimension.lease_id} was changed by another prescaler meanwhile: "
            "the next tick looks again",
        )
    )


@cache
def _adapter() -> TypeAdapter[Lease]:
    return TypeAdapter(Lease)
