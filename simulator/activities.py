"""Scaling activities: what Application Auto Scaling tells of what it did, and could not do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.scalables import Scalable

KEPT = timedelta(weeks=6)


@dataclass(frozen=True, slots=True)
class Activity:
    """One change, or attempt at it; `failure` is what the service behind it said."""

    id: str
    scalable: Scalable
    description: str
    cause: str
    at: datetime
    failure: str | None = None

    @property
    def status(self) -> str:
        """Successful or Failed."""
        return "Successful" if self.failure is None else "Failed"

    @property
    def message(self) -> str:
        """StatusMessage."""
        doing = self.description[0].lower() + self.description[1:]
        if self.failure is None:
            what = doing.replace("setting", "set", 1)
            namespace = self.scalable.namespace
            return f"Successfully {what}. Change successfully fulfilled by {namespace}."
        return f"Failed to {doing.replace('setting', 'set', 1)}. Reason: {self.failure}"


class Activities:
    """The activities of six weeks, newest first."""

    def __init__(self) -> None:
        self._made = 0
        self._kept: list[Activity] = []

    def note(
        self,
        scalable: Scalable,
        description: str,
        cause: str,
        now: datetime,
        failure: str | None = None,
    ) -> None:
        """Keep one, and forget those too old."""
        self._made += 1
        number = f"00000000-0000-4000-8000-{self._made:012}"
        self._kept.append(Activity(number, scalable, description, cause, now, failure))
        while self._kept and now - self._kept[0].at > KEPT:
            self._kept.pop(0)

    def newest_first(self) -> list[Activity]:
        """All that are kept."""
        return self._kept[::-1]
