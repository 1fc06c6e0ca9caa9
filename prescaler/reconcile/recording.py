"""What is written down before anything is changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from prescaler.model import Action, Code, Decision, Entry, Lease, Leases, Outcome, Situation
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
    situation: Situation
    outcome: Outcome | None = None
    go: bool = False


class Recording:
    """Writes the lease of each decision, and says which may then be applied."""

    def __init__(self, leases: LeaseStore) -> None:
        self._leases = leases

    def record(self, decision: Decision, now: datetime) -> Step:
        """The step that a decision is at once its intent was written, or was not."""
        situation, change = decision.situation, decision.change
        if decision.action is Action.RELEASE and isinstance(situation.lease, Lease):
            return self._release(decision, situation.lease, now)
        if change is None:
            return Step(decision, situation)
        if change.intent is None:
            return Step(decision, situation, go=True)
        recorded = put(self._leases, change.intent)
        if isinstance(recorded, Outcome):
            return self._unrecorded(decision, recorded, now)
        return Step(decision, replace(situation, lease=recorded), go=True)

    def _unrecorded(self, decision: Decision, trouble: Outcome, now: datetime) -> Step:
        """Only a raise goes ahead without its lease, and not where another prescaler wrote one.

        Where no lease could be read before, a conflict says that one stands: decide by it.
        """
        situation = decision.situation
        if trouble.code is Code.CONFLICT and isinstance(situation.lease, Outcome):
            leases = self._leases.read()
            standing = leases.of(situation.dimension)
            if not isinstance(standing, Outcome):
                anew = decide(_known(situation, standing, leases), now)
                if anew.action in UPWARD:
                    return self.record(anew, now)
                return Step(anew, anew.situation)
        elif trouble.code is Code.CONFLICT or decision.action is not Action.RAISE:
            told = verdict(decision, situation)
            return Step(decision, situation, with_failure(told, trouble))
        return Step(
            decision, replace(situation, lease=trouble), unrecorded(decision, trouble), go=True
        )

    def _release(self, decision: Decision, lease: Lease, now: datetime) -> Step:
        entry = Entry(
            now, decision.action, lease.applied.minimum, lease.found.minimum, decision.reason
        )
        over = replace(lease, standing=False, claims=(), entries=lease.trail(entry))
        ended = put(self._leases, over)
        if isinstance(ended, Outcome):
            return Step(decision, decision.situation, ended)
        return Step(decision, replace(decision.situation, lease=None, ended=ended))


def _known(situation: Situation, standing: Lease | None, leases: Leases) -> Situation:
    ended = leases.ended.get(situation.dimension.lease_id)
    return replace(situation, lease=standing, ended=ended)
