"""Scaling activities: changes that Application Auto Scaling made or failed to make."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.autoscaling.resources import ScalableId

KEPT = timedelta(weeks=6)


@dataclass(frozen=True, slots=True)
class ScalingActivity:
    """One change, or an attempt; `failure` is the message of the service that refused it.

    `description` has no final dot: "Setting read capacity units to 10".
    """

    id: str
    scalable: ScalableId
    description: str
    cause: str
    at: datetime
    failure: str | None = None

    @property
    def status(self) -> str:
        """StatusCode: Successful or Failed."""
        return "Successful" if self.failure is None else "Failed"

    @property
    def message(self) -> str:
        """StatusMessage."""
        action = self.description[0].lower() + self.description[1:]
        action = action.replace("setting", "set", 1)
        if self.failure is not None:
            return f"Failed to {action}. Reason: {self.failure}"
        namespace = self.scalable.namespace
        return f"Successfully {action}. Change successfully fulfilled by {namespace}."


class ActivityLog:
    """The activities of the last six weeks."""

    def __init__(self) -> None:
        self._count = 0
        self._kept: list[ScalingActivity] = []

    def note(
        self,
        scalable: ScalableId,
        description: str,
        cause: str,
        now: datetime,
        failure: str | None = None,
    ) -> None:
        """Add an activity and drop the expired ones."""
        self._count += 1
        number = f"00000000-0000-4000-8000-{self._count:012}"
        self._kept.append(ScalingActivity(number, scalable, description, cause, now, failure))
        while self._kept and now - self._kept[0].at > KEPT:
            self._kept.pop(0)

    def newest_first(self) -> list[ScalingActivity]:
        """All kept activities."""
        return self._kept[::-1]
