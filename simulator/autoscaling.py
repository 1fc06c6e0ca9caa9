"""Application Auto Scaling: scalable targets, their bounds, target tracking, scheduled actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.activities import Activities
from simulator.errors import ServiceError, invalid
from simulator.scalables import Resource, Scalable
from simulator.schedules import ScheduledAction
from simulator.tracking import Policy, Tracking

_MOST_ACTIONS = 200


@dataclass(slots=True)
class ScalableTarget:
    """A registered dimension with its bounds, its policy where it has one, its actions by name."""

    minimum: int
    maximum: int
    created: datetime
    tracking: Tracking
    policy: Policy | None = None
    actions: dict[str, ScheduledAction] = field(default_factory=dict)


class AutoScaling:
    """Scalable targets of an account, acting on the resources behind their names."""

    def __init__(self, locate: Callable[[Scalable], Resource], reaction: timedelta) -> None:
        """`locate` raises ServiceError where there is no such resource."""
        self._locate = locate
        self._reaction = reaction
        self.targets: dict[Scalable, ScalableTarget] = {}
        self.activities = Activities()

    def register(
        self, scalable: Scalable, minimum: int | None, maximum: int | None, now: datetime
    ) -> None:
        """RegisterScalableTarget: a bound that is None stays as it was.

        The capacity of an active resource is brought inside the bounds, even when none is passed.
        While a table is UPDATING the bounds are kept and its capacity is left alone, then and
        later.

        Raises:
            ServiceError: ValidationException.
        """
        self._locate(scalable)
        known = self.targets.get(scalable)
        if known is not None:
            minimum = known.minimum if minimum is None else minimum
            maximum = known.maximum if maximum is None else maximum
        if minimum is None or maximum is None:
            raise invalid(
                "Minimum and maximum capacity are required to register a new scalable target"
            )
        if min(minimum, maximum) < 0:
            raise invalid("Minimum capacity and maximum capacity cannot be negative")
        if maximum < minimum:
            raise invalid("Maximum capacity cannot be less than minimum capacity")
        if known is None:
            known = ScalableTarget(minimum, maximum, now, Tracking(self._reaction))
            self.targets[scalable] = known
        known.minimum, known.maximum = minimum, maximum
        self._keep_inside(scalable, now)

    def deregister(self, scalable: Scalable) -> None:
        """DeregisterScalableTarget: its policy and its scheduled actions go with it.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        if self.targets.pop(scalable, None) is None:
            raise ServiceError(
                "ObjectNotFoundException", f"No scalable target found for {scalable}"
            )

    def put_policy(self, scalable: Scalable, policy: Policy) -> None:
        """PutScalingPolicy; errors as `registered`."""
        self.registered(scalable).policy = policy

    def put_action(self, scalable: Scalable, action: ScheduledAction) -> None:
        """PutScheduledAction: anew, or in place of the one of the same name.

        Raises:
            ServiceError: ObjectNotFoundException, or LimitExceededException above 200.
        """
        actions = self.registered(scalable).actions
        if action.name not in actions and len(actions) >= _MOST_ACTIONS:
            raise ServiceError(
                "LimitExceededException", f"At most {_MOST_ACTIONS} scheduled actions a target"
            )
        actions[action.name] = action

    def delete_action(self, scalable: Scalable, name: str) -> None:
        """DeleteScheduledAction.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        target = self.targets.get(scalable)
        if target is None or target.actions.pop(name, None) is None:
            raise ServiceError(
                "ObjectNotFoundException", f"No scheduled action {name} found for {scalable}"
            )

    def registered(self, scalable: Scalable) -> ScalableTarget:
        """A scalable target.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        if scalable not in self.targets:
            raise ServiceError(
                "ObjectNotFoundException", f"No scalable target registered for {scalable}"
            )
        return self.targets[scalable]

    def act(self, now: datetime) -> None:
        """Run the scheduled actions that are due."""
        for scalable, target in self.targets.items():
            for action in target.actions.values():
                if action.due(now):
                    self._run(scalable, target, action, now)

    def track(self, consumed: Mapping[tuple[str, str], float], now: datetime) -> None:
        """Act on a minute's consumption: units by table and dimension; what is missing is 0."""
        for scalable, target in self.targets.items():
            if target.policy is None:
                continue
            capacity = self._locate(scalable).capacity(now)
            units = consumed.get(scalable.located(), 0)
            wish = target.tracking.wish(target.policy, capacity, units)
            if wish is not None:
                cause = f"monitor alarm of {target.policy.name} triggered"
                if self._bring(scalable, wish, cause, now):
                    target.tracking.start_over()

    def _run(
        self, scalable: Scalable, target: ScalableTarget, action: ScheduledAction, now: datetime
    ) -> None:
        minimum = target.minimum if action.minimum is None else action.minimum
        maximum = target.maximum if action.maximum is None else action.maximum
        description = f"Setting min capacity to {minimum} and max capacity to {maximum}"
        cause = f"scheduled action name {action.name} was triggered"
        if maximum < minimum:
            failure = "Maximum capacity cannot be less than minimum capacity"
            self.activities.note(scalable, description, cause, now, failure)
            return
        self.activities.note(scalable, description, cause, now)
        target.minimum, target.maximum = minimum, maximum
        self._keep_inside(scalable, now)

    def _keep_inside(self, scalable: Scalable, now: datetime) -> None:
        """Bring capacity inside the bounds, if the resource is active."""
        resource = self._locate(scalable)
        if resource.active(now):
            self._bring(scalable, resource.capacity(now), "capacity was outside the bounds", now)

    def _bring(self, scalable: Scalable, wish: int, cause: str, now: datetime) -> bool:
        """Bring capacity to a wish, inside the bounds.

        Returns True if this changes it. The table may be UPDATING or have no decrease left: that is
        a failed scaling activity, and the caller of the service is not told.
        """
        resource, target = self._locate(scalable), self.targets[scalable]
        units = min(max(wish, target.minimum), target.maximum)
        if units == resource.capacity(now):
            return False
        failure = None
        try:
            resource.set_capacity(units, now)
        except ServiceError as error:
            failure = error.message
        description = f"Setting {resource.words} to {units}"
        self.activities.note(scalable, description, cause, now, failure)
        return failure is None
