"""One dimension of a calendar, as the forecast uses it."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from kickoff.calendar import Calendar
from kickoff.forecast.archive import RecordingArchive
from kickoff.forecast.examples import MARGIN, Example, examples
from kickoff.forecast.growth import Growths, KnownLoad, learn
from kickoff.forecast.hysteresis import HeldMinimum
from kickoff.forecast.loads import Loads, instant
from kickoff.forecast.recording import record
from kickoff.timeline import Key, OverMax

_MARGIN = timedelta(minutes=MARGIN)
_MINUTE = timedelta(minutes=1)
# CloudWatch's values come some minutes late at times. Later than this, they are missing.
_LATE = 10
_EMPTY = RecordingArchive()


@dataclass(frozen=True, slots=True)
class ForecastTarget:
    """One dimension of a calendar. One capacity unit serves `rate` units of load a minute."""

    calendar: Calendar
    key: Key
    rate: int

    @property
    def risk(self) -> float:
        """The share of minutes in which the load may exceed its forecast."""
        return float(self.calendar.targets[self.key.target].risk)

    @property
    def padding(self) -> float:
        """The load that the baseline serves in a minute."""
        return float(max(self.calendar.bounds[self.key].baseline, 1) * self.rate)

    def past(self, start: int, end: int) -> list[Example]:
        """Return the kick-offs with a demand on it in [start, end)."""
        return examples(self.calendar.fixtures(instant(start), instant(end)), self.key)

    def around(self, now: int) -> list[Example]:
        """Return the kick-offs that may be running in a minute; a fixture can run late."""
        at = instant(now)
        near = self.calendar.fixtures(at - _MARGIN, at + _MARGIN + _MINUTE)
        return examples(near, self.key)

    def archived(
        self, loads: Loads, archive: RecordingArchive = _EMPTY, period: int = 1
    ) -> RecordingArchive:
        """Return the archive with the past fixtures of the loads, as the calendar has them now."""
        past = self.past(loads.first, loads.end)
        kept = archive.without_others(past, loads.first).updated(record(past, loads, period))
        return kept.bounded(loads.end)

    def learn(self, loads: Loads, archive: RecordingArchive | None = None) -> Growths:
        """Learn the growth of every profile: from its archived fixtures, else from the loads'."""
        recordings = (self.archived(loads) if archive is None else archive).recordings
        return learn(recordings, loads, self.past(loads.first, loads.end), self.padding)

    def step(self, held: HeldMinimum, known: KnownLoad, growths: Growths, now: int) -> HeldMinimum:
        """Return the minimum of a minute, from the last known load."""
        expected = growths.expected(known, self.around(now), now, self.risk)
        needed, consumed = self.clamp(expected), self.clamp(known.units)
        if now - known.minute > _LATE:  # nothing is lowered by an old load
            needed = max(needed, held.minimum)
        return held.after(needed, consumed, now)

    def clamp(self, load: float) -> int:
        """Return the capacity for a load a minute, within the calendar's bounds."""
        bounds = self.calendar.bounds[self.key]
        needed = max(ceil(load / self.rate), bounds.baseline)
        return needed if bounds.over_max is OverMax.RAISE else min(needed, bounds.maximum)
