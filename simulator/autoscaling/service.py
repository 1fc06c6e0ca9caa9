"""Application Auto Scaling: scalable targets, their bounds, policies and scheduled actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.autoscaling.activities import ActivityLog
from simulator.autoscaling.alarms import AlarmKind, alarm_name
from simulator.autoscaling.resources import ScalableId, ScalableResource
from simulator.autoscaling.schedules import BoundsAction
from simulator.autoscaling.tracking import TrackingPolicy, TrackingState
from simulator.errors import ServiceError, invalid

_MOST_ACTIONS = 200


@dataclass(slots=True)
class ScalableTarget:
    """A registered dimension: its bounds, its policy if any, and its actions by name."""

    minimum: int
    maximum: int
    created: datetime
    tracking: TrackingState
    policy: TrackingPolicy | None = None
    actions: dict[str, BoundsAction] = field(default_factory=dict)


class ScalingService:
    """The scalable targets of an account; it changes the resources behind their names."""

    def __init__(
        self, locate: Callable[[ScalableId], ScalableResource], reaction: timedelta
    ) -> None:
        """`locate` raises ServiceError if there is no such resource."""
        self._locate = locate
        self._reaction = reaction
        self.targets: dict[ScalableId, ScalableTarget] = {}
        self.activities = ActivityLog()

    def register(
        self, scalable: ScalableId, minimum: int | None, maximum: int | None, now: datetime
    ) -> None:
        """RegisterScalableTarget; a bound of None stays unchanged.

        The capacity of an active resource moves inside the bounds, even if no bound is passed. If
        the table is UPDATING, the bounds are stored, but its capacity does not follow, then or
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
            known = ScalableTarget(minimum, maximum, now, TrackingState(self._reaction))
            self.targets[scalable] = known
        self._set_bounds(scalable, minimum, maximum, now)

    def deregister(self, scalable: ScalableId) -> None:
        """DeregisterScalableTarget: also removes its policy and its scheduled actions.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        if self.targets.pop(scalable, None) is None:
            raise _not_found(f"No scalable target found for {scalable}")

    def put_policy(self, scalable: ScalableId, policy: TrackingPolicy) -> None:
        """PutScalingPolicy, with new alarms; errors as `registered`."""
        target = self.registered(scalable)
        target.policy = policy
        target.tracking.restart()

    def delete_policy(self, scalable: ScalableId, name: str) -> None:
        """DeleteScalingPolicy: the target stays.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        target = self.targets.get(scalable)
        if target is None or target.policy is None or target.policy.name != name:
            raise _not_found(f"No scaling policy found for {scalable}, policy name: {name}")
        target.policy = None
        target.tracking.restart()

    def put_action(self, scalable: ScalableId, action: BoundsAction) -> None:
        """PutScheduledAction: add an action, or replace the one with the same name.

        Raises:
            ServiceError: ObjectNotFoundException, or LimitExceededException above 200.
        """
        actions = self.registered(scalable).actions
        if action.name not in actions and len(actions) >= _MOST_ACTIONS:
            raise ServiceError(
                "LimitExceededException", f"At most {_MOST_ACTIONS} scheduled actions a target"
            )
        actions[action.name] = action

    def delete_action(self, scalable: ScalableId, name: str) -> None:
        """DeleteScheduledAction.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        target = self.targets.get(scalable)
        if target is None or target.actions.pop(name, None) is None:
            raise _not_found(f"No scheduled action {name} found for {scalable}")

    def registered(self, scalable: ScalableId) -> ScalableTarget:
        """A scalable target.

        Raises:
            ServiceError: ObjectNotFoundException.
        """
        if scalable not in self.targets:
            raise _not_found(f"No scalable target registered for {scalable}")
        return self.targets[scalable]

    def resource(self, scalable: ScalableId) -> ScalableResource | None:
        """The resource of a target; None if it is gone: a target outlives its table or index."""
        try:
            return self._locate(scalable)
        except ServiceError:
            return None

    def act(self, now: datetime) -> None:
        """Run the scheduled actions that are due."""
        for scalable, target in self.targets.items():
            for action in target.actions.values():
                if action.due(now) and self.resource(scalable) is not None:
                    self._run(scalable, target, action, now)

    def track(self, consumed: Mapping[tuple[str, str], float], now: datetime) -> None:
        """Apply the policies to a minute's units by table and dimension; a missing one is 0.

        Capacity is raised now, and lowered by the next `scale_in`.
        """
        for scalable, target in self.targets.items():
            policy = target.policy
            if policy is None or (resource := self.resource(scalable)) is None:
                continue
            units, capacity = consumed.get(scalable.located(), 0), resource.capacity(now)
            wanted = target.tracking.observe(policy, capacity, units, target.minimum)
            if wanted is not None:
                self._scale(scalable, policy, AlarmKind.HIGH, wanted, now)

    def scale_in(self, now: datetime) -> None:
        """Lower the capacities that the last `track` decided to lower."""
        for scalable, target in self.targets.items():
            policy, wanted = target.policy, target.tracking.lowering
            if policy is None or wanted is None or (resource := self.resource(scalable)) is None:
                continue
            if max(wanted, target.minimum) < resource.capacity(now):
                self._scale(scalable, policy, AlarmKind.LOW, wanted, now)

    def _scale(
        self,
        scalable: ScalableId,
        policy: TrackingPolicy,
        kind: AlarmKind,
        wanted: int,
        now: datetime,
    ) -> None:
        """Set the capacity that an alarm of the policy requests."""
        alarm = alarm_name(scalable, policy, kind)
        cause = f"monitor alarm {alarm} in state ALARM triggered policy {policy.name}"
        if self._set_capacity(scalable, wanted, cause, now):
            self.targets[scalable].tracking.changed()

    def _run(
        self, scalable: ScalableId, target: ScalableTarget, action: BoundsAction, now: datetime
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
        self._set_bounds(scalable, minimum, maximum, now)

    def _set_bounds(self, scalable: ScalableId, minimum: int, maximum: int, now: datetime) -> None:
        """Set the bounds, and move the capacity of an active resource inside them."""
        target = self.targets[scalable]
        if (minimum, maximum) != (target.minimum, target.maximum):
            target.tracking.restart()
        target.minimum, target.maximum = minimum, maximum
        resource = self._locate(scalable)
        if resource.active(now):
            capacity = resource.capacity(now)
            bound = f"minimum capacity was set to {minimum}"
            if capacity > maximum:
                bound = f"maximum capacity was set to {maximum}"
            self._set_capacity(scalable, capacity, bound, now)

    def _set_capacity(self, scalable: ScalableId, desired: int, cause: str, now: datetime) -> bool:
        """Set a desired capacity, limited to the bounds; return whether that changes it.

        If the resource refuses, the failure is only visible as an activity: the table is UPDATING
        or has no decrease left.
        """
        resource, target = self._locate(scalable), self.targets[scalable]
        capacity = min(max(desired, target.minimum), target.maximum)
        if capacity == resource.capacity(now):
            return False
        failure = None
        try:
            resource.set_capacity(capacity, now)
        except ServiceError as error:
            failure = error.message
        description = f"Setting {resource.noun} to {capacity}"
        self.activities.note(scalable, description, cause, now, failure)
        return failure is None


def _not_found(message: str) -> ServiceError:
    return ServiceError("ObjectNotFoundException", message)
