"""Changes to the calendar that a review recommends: capacity too late, too little or too much."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from kickoff.calendar import Calendar, DemandSource
from kickoff.forecast.calibration import Verdict
from kickoff.timeline import Fixture
from operations.review.model import (
    CapacityReview,
    FixtureReview,
    Recommendation,
    RecommendationKind,
    SourcedInstant,
    WarmReview,
)

# A level is right if its busiest minute uses between half and nine tenths.
_MOST_USE = 0.9
_LEAST_USE = 0.5
_RIGHT_USE = 0.75
_LEAST_MARGIN = 5  # minutes
_MINUTE = timedelta(minutes=1)
# Lambda replaces containers now and then, however often they are pinged.
_COLD_SHARE = 0.05
# The first tick of a window may come a minute late.
_REQUEST_DELAY = timedelta(minutes=2)


def recommend(review: FixtureReview, calendar: Calendar) -> Iterator[Recommendation]:
    """Yield the recommendations for all dimensions of a review.

    A fixture that sets a level has no profile to improve: only foreign changes are reported. For a
    target that is only observed, the level that acting would have given is reported. A window that
    opened before the deployment is not too late.
    """
    for capacity in review.capacities:
        rules = _CapacityRules(review, capacity, calendar)
        if calendar.observes(capacity.key.target):
            yield from rules.acting()
        elif not review.fixture.sets_level:
            if review.deployed:
                yield from rules.timing()
            yield from rules.level()
        yield from rules.changes()
    for function in review.functions:
        yield from _warm(function, review, calendar)
    for key, found in review.calibrations:
        if found.verdict is Verdict.TOO_LOW or found.written_is_better:
            text = f"learned demand of {review.fixture.profile}: {'; '.join(found.sentences())}"
            yield Recommendation(RecommendationKind.INVESTIGATE, ".".join(key), text)


@dataclass(frozen=True, slots=True)
class _CapacityRules:
    """The rules for one dimension of one fixture."""

    review: FixtureReview
    capacity: CapacityReview
    calendar: Calendar

    @property
    def fixture(self) -> Fixture:
        return self.review.fixture

    def recommendation(self, kind: RecommendationKind, text: str) -> Recommendation:
        return Recommendation(kind, ".".join(self.capacity.key), text)

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.calendar.zone):%H:%M}"

    def timing(self) -> Iterator[Recommendation]:
        """Compare the instant of readiness with kick-off."""
        requested = self.capacity.requested
        margin = self.review.minutes_before_kickoff(self.capacity.ready)
        if not self.capacity.raised or (margin is not None and margin >= _LEAST_MARGIN):
            return
        if margin is None:
            history = self.capacity.history
            is_known = requested or (history and history.complete)
            if is_known and self.review.until >= self.fixture.kickoff:
                yield self._never_ready(requested)
            return
        ready = f"ready {abs(margin):.0f} minutes {'after' if margin < 0 else 'before'} kick-off"
        if self.capacity.throttled_before_ready:
            ready += ", throttled until then"
        if requested and requested.at > self.fixture.opens + _REQUEST_DELAY:
            opened = f"the window opened at {self.clock(self.fixture.opens)}"
            first = f"the first raise was requested at {self.clock(requested.at)}"
            text = f"{ready}; {opened}, {first}: check whether kickoff was stopped or paused"
            yield self.recommendation(RecommendationKind.TOO_LATE, text)
            return
        since = requested.at if requested else self.fixture.opens
        lead = ceil((self.fixture.kickoff - since) / _MINUTE - margin + 2 * _LEAST_MARGIN)
        text = f"{ready}: set the lead of {self.fixture.profile} to {lead}m"
        yield self.recommendation(RecommendationKind.TOO_LATE, text)

    def acting(self) -> Iterator[Recommendation]:
        """Report the level that acting would have given, beside what happened without it."""
        capacity = self.capacity
        if not capacity.raised:
            return
        text = (
            f"mode: observe: acting would have raised it to {capacity.level:,} from "
            f"{self.clock(self.fixture.opens)}; the busiest minute used "
            f"{capacity.utilisation:.0%} of that, and without it {capacity.throttled:,} requests "
            "were throttled"
        )
        yield self.recommendation(RecommendationKind.OBSERVED, text)

    def _never_ready(self, requested: SourcedInstant | None) -> Recommendation:
        text = (
            f"requested at {self.clock(requested.at)}, and never read back as ready: set a longer "
            "lead, or run kickoff check to find the obstacle"
            if requested
            else "no raise was requested, and the level was never read back: check that kickoff "
            "ran with this calendar"
        )
        return self.recommendation(RecommendationKind.TOO_LATE, text)

    def level(self) -> Iterator[Recommendation]:
        """Compare the level with its use. Throttling before readiness is a matter of timing."""
        capacity = self.capacity
        busiest = f"the busiest minute used {capacity.utilisation:.0%} of the level"
        throttled = capacity.throttled
        if capacity.raised:
            throttled -= capacity.throttled_before_ready
        refused = f"{throttled:,} requests were throttled"
        if capacity.spillover:
            text = f"{capacity.spillover:,} requests ran on on-demand containers: {self._more()}"
            yield self.recommendation(RecommendationKind.TOO_LITTLE, text)
        elif throttled and capacity.utilisation >= _RIGHT_USE:
            text = f"{refused}: {self._more()}"
            yield self.recommendation(RecommendationKind.TOO_LITTLE, text)
        elif throttled:
            text = f"{refused}, but {busiest}: look for a hot key before you raise the demand"
            yield self.recommendation(RecommendationKind.INVESTIGATE, text)
        elif capacity.utilisation > _MOST_USE:
            yield self.recommendation(RecommendationKind.TOO_LITTLE, f"{busiest}: {self._more()}")
        elif 0 < capacity.utilisation < _LEAST_USE and self._may_lower:
            yield self.recommendation(RecommendationKind.TOO_MUCH, f"{busiest}: {self._demand()}")

    @property
    def _may_lower(self) -> bool:
        capacity = self.capacity
        served = self.review.over and capacity.raised and not capacity.throttled
        return served and not self._is_learned

    @property
    def _is_learned(self) -> bool:
        return self.calendar.targets[self.capacity.key.target].demand is DemandSource.AUTO

    def _more(self) -> str:
        """Return the change to the calendar that adds capacity."""
        if self._is_learned:
            return "the demand is learned, and kickoff learn shows the data"
        maximum = self.calendar.bounds[self.capacity.key].maximum
        if self.capacity.excess:
            return f"raise the max of {maximum:,}; the demand is {self.capacity.excess:,} above it"
        above = ceil(self.capacity.level * self.capacity.utilisation / _RIGHT_USE) > maximum
        return self._demand() + (f", and raise the max of {maximum:,}" if above else "")

    def _demand(self) -> str:
        """Return the demand that leaves a quarter unused in the busiest minute.

        The written demand is scaled. All fixtures that share the level are scaled alike.
        """
        written = self.fixture.demand[self.capacity.key]
        demand = max(1, ceil(written * self.capacity.utilisation / _RIGHT_USE))
        return f"set the demand of {self.fixture.profile} to {demand:,} instead of {written:,}"

    def changes(self) -> Iterator[Recommendation]:
        """Report changes without effect, and values of somebody else."""
        history = self.capacity.history
        if history and history.ineffective:
            first, *others = history.ineffective
            change = f"the {first.action} to {first.after:,} at {self.clock(first.at)}"
            later = f" (later ones without effect: {len(others)})" if others else ""
            text = f"{change} had no effect{later}: read the reason in the prescaler's log"
            yield self.recommendation(RecommendationKind.INVESTIGATE, text)
        if history and history.foreign:
            values = ", ".join(
                f"{entry.before:,} (found at {self.clock(entry.at)})" for entry in history.foreign
            )
            text = f"somebody else set {values}: find the caller in CloudTrail"
            yield self.recommendation(RecommendationKind.INVESTIGATE, text)
        elif self.capacity.drift_ticks:
            found = f"{self.capacity.drift_ticks} ticks found a value that somebody else set"
            text = f"{found}: find the caller in CloudTrail"
            yield self.recommendation(RecommendationKind.INVESTIGATE, text)


def _warm(
    function: WarmReview, review: FixtureReview, calendar: Calendar
) -> Iterator[Recommendation]:
    name, kickoff, first = ".".join(function.key), review.fixture.kickoff, function.first_wave
    if calendar.observes(function.key.target):
        level = calendar.levels(kickoff)[function.key].value
        text = (
            f"mode: observe: acting would have kept {level:,} containers warm at kick-off; without "
            f"it {function.throttled:,} requests were throttled"
        )
        yield Recommendation(RecommendationKind.OBSERVED, name, text)
        return
    if review.deployed and review.until >= kickoff and (first is None or first >= kickoff):
        pinged = (
            f"the first ping was sent at {first.astimezone(calendar.zone):%H:%M}, after kick-off"
            if first
            else "no ping was sent"
        )
        text = f"{pinged}: check whether the warmer was stopped"
        yield Recommendation(RecommendationKind.TOO_LATE, name, text)
        return
    if function.warm is not None and function.warm < function.requested:
        counts = f"{function.warm} of {function.requested} containers were warm"
        text = f"{counts}: run kickoff check to find the reason"
        yield Recommendation(RecommendationKind.INVESTIGATE, name, text)
    cold = function.cold_after_kickoff
    if cold and cold > function.requested * _COLD_SHARE:
        text = f"{cold} pings after kick-off found no warm container: set a shorter `every`"
        yield Recommendation(RecommendationKind.TOO_LITTLE, name, text)
    if function.throttled:
        throttled = f"{function.throttled:,} requests or pings were throttled"
        text = f"{throttled}: raise the concurrency of the function"
        yield Recommendation(RecommendationKind.INVESTIGATE, name, text)
