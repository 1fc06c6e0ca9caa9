"""What is written down before anything is changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from prescaler.model import Action, Code, Decision, DecisionInput, Entry, Lease, Leases, Outcome
from prescaler.plan.decide import decide
from prescaler.plan.verdict import unrecorded, verdict, with_failure
from prescaler.reconcile.ports import LeaseStore
from prescaler.reconcile.writing import put

UPWARD = frozenset((Action.RAISE, Action.REAPPLY, Action.PREWARM))
DOWNWARD = frozenset((Action.LOWER, Action.FINISH))


@dataclass(frozen=True, slots=True)
class Step:
    """A decision on its way: `go` while it is still to be applied.

    `outcome` is None where only reading can tell.
    """

    decision: Decision
    inputs: DecisionInput
    outcome: Outcome | None = None
    go: bool = False


class Recording:
    """Writes the lease of each decision, and says which may then be applied."""

    def __init__(self, leases: LeaseStore) -> None:
        self._leases = leases

    def record(self, decision: Decision, now: datetime) -> Step:
        """The step that a decision is at once its intent was written, or was not."""
        inputs, change = decision.inputs, decision.change
        if decision.action is Action.RELEASE and isinstance(inputs.lease, Lease):
            return self._release(decision, inputs.lease, now)
        if change is None:
            return Step(decision, inputs)
        if change.intent is None:
            return Step(decision, inputs, go=True)
        recorded = put(self._leases, change.intent)
        if isinstance(recorded, Outcome):
            return self._unrecorded(decision, recorded, now)
        return Step(decision, replace(inputs, lease=recorded), go=True)

    def _unrecorded(self, decision: Decision, trouble: Outcome, now: datetime) -> Step:
        """Only a raise goes ahead without its lease, and not where another prescaler wrote one.

        Where no lease could be read before, a conflict says that one stands: decide by it.
        """
        inputs = decision.inputs
        if trouble.code is Code.CONFLICT and isinstance(inputs.lease, Outcome):
            leases = self._leases.read()
            standing = leases.of(inputs.dimension)
            if not isinstance(standing, Outcome):
                anew = decide(_known(inputs, standing, leases), now)
                if anew.action in UPWARD:
                    return self.record(anew, now)
                return Step(anew, anew.inputs)
        elif trouble.code is Code.CONFLICT or decision.action is not Action.RAISE:
            told = verdict(decision, inputs)
            return Step(decision, inputs, with_failure(told, trouble))
        return Step(
            decision, replace(inputs, lease=trouble), unrecorded(decision, trouble), go=True
        )

    def _release(self, decision: Decision, lease: Lease, now: datetime) -> Step:
        entry = Entry(
            now, decision.action, lease.applied.minimum, lease.found.minimum, decision.reason
        )
        over = replace(lease, standing=False, claims=(), entries=lease.trail(entry))
        ended = put(self._leases, over)
        if isinstance(ended, Outcome):
            return Step(decision, decision.inputs, ended)
        return Step(decision, replace(decision.inputs, lease=None, ended=ended))


def _known(inputs: DecisionInput, standing: Lease | None, leases: Leases) -> DecisionInput:
    ended = leases.ended.get(inputs.dimension.lease_id)
    return replace(inputs, lease=standing, ended=ended)
