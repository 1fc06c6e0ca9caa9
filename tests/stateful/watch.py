"""What may never happen, whatever else does: looked for after every single call of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from kickoff.timeline import Key
from simulator.cloud import Cloud
from simulator.transport import Line
from tests.stateful.account import LEASES, Floor, asked, floors, set_by_somebody
from tests.stateful.calendars import AUTOSCALED, EVERY


@dataclass(slots=True)
class Held:
    """Who set what is kept of a dimension, and how far we may take it down: to what we found.

    `others` is the most that somebody else ever set. `in_doubt`: it was raised while leases could
    not be written, so what was found may be nowhere.
    """

    ours: bool = False
    rest: int = 0
    others: int = 0
    in_doubt: bool = False


class Watch(Line):
    """The line between the prescaler and the stand-in, with a look at what each call changed."""

    def start(self, cloud: Cloud, *, over_max: bool) -> None:
        """Watch a new account; `over_max`: the maximum of auto scaling may be raised."""
        self.cloud = cloud
        self.before = lambda: None
        self.over_max = over_max
        self.changes = 0
        self.denied = 0
        self.held = {key: Held() for key in EVERY}
        self._wanted: list[dict[Key, int]] = []
        self._leases_failed = False

    @contextmanager
    def during(self, wanted: dict[Key, int]) -> Iterator[None]:
        """A tick is under way that must not go under what is wanted."""
        self._wanted.append(wanted)
        self._leases_failed = False
        try:
            yield
        finally:
            self._wanted.remove(wanted)

    def respond(self, request: AWSPreparedRequest, **named: object) -> AWSResponse:
        """As the line, and then look."""
        before, units, answered = floors(self.cloud), asked(self.cloud), False
        try:
            response = super().respond(request, **named)
            answered = response.status_code == 200
            self._answered(response.content)
            return response
        finally:
            self._leases_failed |= not answered and self._asked_for_leases()
            for key, after in floors(self.cloud).items():
                if after != before[key]:
                    self.changes += 1
                    self._changed(key, before[key], after)
            for key, after_it in asked(self.cloud).items():
                # Raised beside a minimum that stands, and thus found as if it were nobody's.
                self.held[key].in_doubt |= self._leases_failed and after_it > units[key]

    def set_by_somebody(self, key: Key, units: int) -> None:
        """Somebody else sets what is kept; what we knew of it is worth nothing any more."""
        before = floors(self.cloud)[key]
        set_by_somebody(self.cloud, key, units)
        held = self.held[key]
        if floors(self.cloud)[key] == before:
            return
        if before.minimum <= held.rest:
            held.rest = 0
        held.ours = False
        held.others = max(held.others, units)

    def _answered(self, content: bytes) -> None:
        self.denied += b"AccessDenied" in content
        assert b"decreases are limited" not in content, "a decrease that was not left"
        assert b"Subscriber limit" not in content, "above a quota"

    def _asked_for_leases(self) -> bool:
        return bool(self.cloud.calls) and (
            self.cloud.calls[-1].parameters.get("TableName") == LEASES
        )

    def _changed(self, key: Key, before: Floor, after: Floor) -> None:
        if after.minimum < before.minimum:
            self._lowered(key, before, after)
        if after.minimum > before.minimum:
            self._raised(key, before, after)
        assert after.maximum >= EVERY[key].maximum, f"{key}: {after} is under what was found"

    def _lowered(self, key: Key, before: Floor, after: Floor) -> None:
        held = self.held[key]
        assert held.ours, f"{key}: lowered {before} to {after}, which was not ours"
        assert after.minimum >= held.rest, f"{key}: lowered {before} to {after}, {held.rest} found"
        wanted = max((each.get(key, 0) for each in self._wanted), default=0)
        least = min(wanted, after.maximum)
        assert after.minimum >= least, f"{key}: lowered {before} to {after}, {wanted} are wanted"
        assert after.maximum <= before.maximum, f"{key}: lowered {before} and raised {after}"

    def _raised(self, key: Key, before: Floor, after: Floor) -> None:
        held = self.held[key]
        assert after.maximum >= before.maximum, f"{key}: raised {before} and lowered {after}"
        free = self.over_max and key in AUTOSCALED
        assert free or after.minimum <= EVERY[key].maximum, f"{key}: {after} is above max"
        held.in_doubt |= self._leases_failed
        if not held.ours:
            held.rest = 0 if held.in_doubt else max(held.rest, before.minimum)
        held.ours = True
