"""Billing modes of tables as AWS reports them, in place of the calendar's."""

from dataclasses import replace

from kickoff.aws.clients import CALLS_AT_ONCE, Clients
from kickoff.calendar import Billing, Calendar, TableTarget
from prescaler.model import Capacity, Dimension
from prescaler.parallel import ThreadMap
from prescaler.resources.registry import KINDS
from prescaler.resources.scaling import ResourceScaling


def with_live_billing(calendar: Calendar, clients: Clients) -> tuple[Calendar, list[str]]:
    """Return the calendar with live billing modes, and a note for each one it did not have.

    A table that cannot be read keeps the calendar's mode; a note says so.
    """
    first: dict[str, Dimension] = {}
    for key, dimension in KINDS.dimensions(calendar).items():
        if isinstance(calendar.targets[key.target], TableTarget):
            first.setdefault(key.target, dimension)
    reader = ResourceScaling(clients, ThreadMap(CALLS_AT_ONCE))
    observed, targets, notes = reader.observe(first.values()), dict(calendar.targets), list[str]()
    for name, dimension in first.items():
        target, capacity = targets[name], observed[dimension].capacity
        if not isinstance(target, TableTarget):
            continue
        if not isinstance(capacity, Capacity):
            notes.append(
                f"{name}: {capacity.message}; priced as {target.billing}, as in the calendar"
            )
            continue
        live = Billing.ON_DEMAND if capacity.on_demand else Billing.PROVISIONED
        if live is not target.billing:
            targets[name] = target.model_copy(update={"billing": live})
            notes.append(f"{name} is {live}: write billing: {live} in the calendar")
    return replace(calendar, targets=targets), notes
