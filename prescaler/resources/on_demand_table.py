"""An on-demand table or an index of one: warm throughput, which cannot be lowered."""

from kickoff.outcome import Code, Outcome
from kickoff.timeline import Level
from prescaler.model import ON_DEMAND, Capacity, DecisionInput, Limits, Observed
from prescaler.resources.base import needed_by
from prescaler.resources.table import TableKind


class OnDemandTable(TableKind):
    """Warm throughput is its minimum. A raise is paid once, and only with `prewarm: true`."""

    name = ON_DEMAND
    minimum_name = "warm throughput"
    only_rises = True
    decreases_at_any_time = None

    def recognize(self, limits: Limits | Outcome, capacity: Capacity | Outcome) -> Observed | None:
        """The billing mode decides, whatever scalable target was left over."""
        if not isinstance(capacity, Capacity) or not capacity.on_demand:
            return None
        failed = limits if isinstance(limits, Outcome) else None
        if failed and failed.code is Code.NOT_AUTOSCALED:
            failed = None
        return Observed(Limits(capacity.provisioned), capacity, self, failed)

    def covers(self, capacity: Capacity, level: int) -> bool:
        """Return whether both the warm throughput and the cap carry a level."""
        capped = capacity.cap is not None and capacity.cap < level
        return super().covers(capacity, level) and not capped

    def is_ready(self, capacity: Capacity, level: int) -> bool:
        """Return whether a level is warm, whatever else is being added."""
        return self.covers(capacity, level)

    def units_to_request(self, minimum: int) -> None:
        """None: an on-demand table has no provisioned units."""

    def warmth_to_buy(self, minimum: int) -> int | None:
        """The whole level."""
        return minimum

    def obstacle(self, inputs: DecisionInput, level: Level) -> Outcome | None:
        """A cap below the level, or a purchase that the calendar does not allow."""
        capacity, desired = inputs.observed.capacity, inputs.desired_state
        if not isinstance(capacity, Capacity):
            return None
        if capacity.cap is not None and capacity.cap < level.value:
            return Outcome(
                Code.CAPPED,
                f"OnDemandThroughput caps it at {capacity.cap}, below the {needed_by(level)}: "
                "raise the cap, or requests are throttled whatever is warm",
            )
        if capacity.provisioned >= level.value or desired is None or desired.prewarm:
            return None
        price = self.price_of_warming(inputs.dimension, capacity, level.value)
        return Outcome(
            Code.ON_DEMAND,
            f"on-demand, and warm for {capacity.provisioned}, below the {needed_by(level)}: set "
            f"prewarm: true on the target to buy the rest once for ${price:,.2f}"
            f"{capacity.describe_regions()}, which cannot be undone, or put the table in "
            "provisioned mode",
        )
