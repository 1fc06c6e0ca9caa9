"""Writes to the lease store whose failure is an outcome."""

from prescaler.model import Failure, Lease, Outcome
from prescaler.reconcile.ports import LeaseStore


def put(leases: LeaseStore, lease: Lease) -> Lease | Outcome:
    """Write a lease; what failed, if it did."""
    try:
        return leases.put(lease)
    except Failure as failure:
        return failure.outcome
