"""Choice of the dimensions that have metrics of their own now; others are read by audits only."""

from prescaler.model import Decision, Lease


def is_watched(decision: Decision) -> bool:
    """Return whether a dimension is raised, changing, or due to rise within its longest lead.

    A lease that exists for scheduled actions alone holds nothing. Without a readable lease the
    desired level decides.
    """
    inputs, desired = decision.inputs, decision.inputs.desired_state
    if decision.change is not None or desired is None:
        return True
    if desired.desired > desired.baseline or desired.ahead or desired.openings:
        return True
    return isinstance(inputs.lease, Lease) and not inputs.lease.only_scheduled
