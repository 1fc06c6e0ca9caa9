"""Capacity of every kind, wherever the targets live; the face is `reconcile.ports.Scaling`."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

from kickoff.aws.clients import Clients
from prescaler.adapters import descriptions
from prescaler.adapters.activities import Activities
from prescaler.adapters.aliases import Aliases
from prescaler.adapters.autoscaling import AutoScaling
from prescaler.adapters.consumption import Consumption, batches
from prescaler.adapters.schedules import Schedules
from prescaler.adapters.tables import Tables
from prescaler.crew import ParallelMap, map_serially
from prescaler.model import (
    Activity,
    Capacity,
    Dimension,
    Kind,
    Limits,
    Move,
    Observed,
    Outcome,
    Resource,
    ScheduledAction,
    Use,
)
from prescaler.plan.kind import observed


class AwsScaling:
    """Application Auto Scaling, DynamoDB and Lambda; `gather` makes calls side by side."""

    def __init__(self, clients: Clients, parallel_map: ParallelMap = map_serially) -> None:
        self._clients = clients
        self._autoscaling = AutoScaling(clients)
        self._tables = Tables(clients)
        self._aliases = Aliases(clients)
        self._activities = Activities(clients)
        self._schedules = Schedules(clients)
        self._consumption = Consumption(clients)
        self._gather = parallel_map

    def observe(self, dimensions: Collection[Dimension]) -> dict[Dimension, Observed]:
        """One call for each 50 resources of a place, and one for each table and alias."""
        self._clients.reset()
        limits: dict[Dimension, Limits | Outcome] = {}
        asked = list(self._autoscaling.calls(dimensions))
        for read in self._gather(self._autoscaling.limits, asked):
            limits |= read
        by_whole: dict[Resource, list[Dimension]] = {}
        for each in dimensions:
            by_whole.setdefault(each.whole, []).append(each)
        capacities: dict[Dimension, Capacity | Outcome] = {}
        for of_whole in self._gather(self._capacities, list(by_whole.items())):
            capacities |= of_whole
        return {each: observed(limits[each], capacities[each]) for each in dimensions}

    def use(
        self, dimensions: Collection[Dimension], at: datetime
    ) -> dict[Dimension, Use | Outcome]:
        """What each carried in the minutes before an instant."""
        found: dict[Dimension, Use | Outcome] = {}
        for read in self._gather(partial(self._consumption.use, at=at), batches(dimensions)):
            found |= read
        return found

    def activities(self, dimensions: Collection[Dimension]) -> dict[Dimension, Activity]:
        """The last thing auto scaling did to each, where that is told."""
        return self._activities.last(dimensions)

    def armed(self, dimension: Dimension) -> AbstractSet[str]:
        """The names of our scheduled actions that stand."""
        return self._schedules.armed(dimension)

    def arm(self, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]) -> None:
        """Let scheduled actions stand, and take others away by name."""
        self._schedules.arm(dimension, new, old)

    def apply(self, whole: Resource, moves: Sequence[Move]) -> dict[Dimension, Outcome]:
        """Set what is moved up, or what is moved down, of one resource; the failures of each.

        Capacity first, while the table is ACTIVE and takes all of it in one update; then the
        bounds, which count even while it is UPDATING.
        """
        failures: dict[Dimension, Outcome] = {}
        if provisioned := [move for move in moves if move.units is not None]:
            self._fail(failures, provisioned, self._provide(whole, provisioned))
        if warmed := [move for move in moves if move.warm is not None]:
            self._fail(failures, warmed, self._tables.warm(whole, warmed))
        for move in moves:
            if move.observed.kind is Kind.AUTOSCALED and move.bounds is not None:
                self._fail(failures, [move], self._bound(move, move.bounds))
        return failures

    def _capacities(
        self, asked: tuple[Resource, list[Dimension]]
    ) -> dict[Dimension, Capacity | Outcome]:
        whole, dimensions = asked
        if whole.service == "lambda":
            return dict.fromkeys(dimensions, self._aliases.capacity(whole))
        table = self._tables.describe(whole)
        return {each: descriptions.capacity(table, each) for each in dimensions}

    def _provide(self, whole: Resource, moves: Sequence[Move]) -> Outcome | None:
        if whole.service == "lambda":
            return self._aliases.provide(whole, moves[0].units or 0)
        return self._tables.provision(whole, moves)

    def _bound(self, move: Move, bounds: Limits) -> Outcome | None:
        """Both bounds in one call where MaxCapacity changes."""
        limits = move.observed.limits
        keeps = isinstance(limits, Limits) and limits.maximum == bounds.maximum
        return self._autoscaling.register(
            move.dimension, bounds.minimum, None if keeps else bounds.maximum
        )

    @staticmethod
    def _fail(
        failures: dict[Dimension, Outcome], moves: Sequence[Move], failed: Outcome | None
    ) -> None:
        if failed is not None:
            failures.update({move.dimension: failed for move in moves})
