"""Changes of a table with its indexes: in one call, and part by part where AWS refuses it."""

from collections.abc import Callable, Mapping, Sequence

from kickoff.outcome import Code, Outcome
from prescaler.adapters.tables import by_index
from prescaler.model import Dimension, ScalingRequest

Requests = Sequence[ScalingRequest]
Failures = Mapping[Dimension, Outcome]
Send = Callable[[Requests], Failures]
# AWS refuses a call of several parts as a whole, for one of them.
_REFUSED = frozenset((Code.QUOTA, Code.INVALID, Code.BUDGET_SPENT))


def send_by_part(requests: Requests, send: Send) -> Failures:
    """Send all requests in one call; if it is refused, one part after the other.

    `send` makes one call and returns its failures. Only what AWS refuses alone fails.
    """
    failures = send(requests)
    if not _refused(failures):
        return failures
    parts = list(by_index(requests).items())
    if len(parts) == 1:
        return _send_one_half(requests, send, failures)
    # An update of an index leaves its table ACTIVE, so the table comes last.
    found: dict[Dimension, Outcome] = {}
    for _, part in sorted(parts, key=lambda each: each[0] is None):
        found |= send_by_part(part, send)
    return found


def _send_one_half(requests: Requests, send: Send, refused: Failures) -> Failures:
    """Send the half of a part that is accepted; its update excludes one of the other half."""
    for each in requests if len(requests) > 1 else ():
        failures = send([each])
        if not _refused(failures):
            others = {named: why for named, why in refused.items() if named != each.dimension}
            return others | dict(failures)
    return refused


def _refused(failures: Failures) -> bool:
    return any(each.code in _REFUSED for each in failures.values())
