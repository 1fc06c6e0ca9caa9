"""Evidence of a function's warm containers: counted in a wave; before it, a guard that answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kickoff.calendar.model.pings import PingSchedule
from kickoff.outcome import Outcome
from kickoff.timeline import Fixture
from operations.preflight.readiness.evidence import Evidence, EvidenceState
from operations.preflight.readiness.needs import LevelNeed, describe_later
from operations.preflight.readiness.words import near
from operations.preflight.stack_facts import WarmWave

# CloudWatch has a wave some minutes after it.
_DELAY = timedelta(minutes=3)
_MINUTE = timedelta(minutes=1)
# Older waves are not read.
_LOOK_BACK = timedelta(hours=1)
_SHORT = "the function's log line `not warmed` has the reason; kickoff warm tries again"
_UNREAD = "kickoff check lists each failed read; until it is read this is unknown"


@dataclass(frozen=True, slots=True)
class ContainerLink:
    """A warmed function of a fixture with everything that is known about it.

    `every` says when waves are due. `counted`: its guard names containers. `unproven` are the
    versions whose guard has not answered. `provisioned` environments serve it without pings.
    `observes`: it is only observed.
    """

    fixture: Fixture
    target: str
    needs: tuple[LevelNeed, ...]
    every: PingSchedule
    wave: WarmWave | Outcome | None = None
    unproven: tuple[str, ...] | Outcome = ()
    provisioned: int = 0
    counted: bool = True
    observes: bool = False

    @property
    def subject(self) -> str:
        """The dimension's name."""
        return f"{self.target}.warm"

    @property
    def highest(self) -> LevelNeed:
        """The highest level of the window."""
        return self.needs[-1]

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the last minute of the window with a wave that CloudWatch has to know by now.

        None without one in the last hour.
        """
        minute = (now - _DELAY).replace(second=0, microsecond=0)
        earliest = max(self.fixture.opens, now - _LOOK_BACK)
        while minute >= earliest:
            if self.every.due(minute, zone):
                return minute
            minute -= _MINUTE
        return None


def container_evidence(link: ContainerLink, now: datetime, zone: ZoneInfo) -> Evidence:
    """Return the evidence of one function."""
    if link.observes:
        remedy = "set mode: act in the calendar"
        return Evidence(
            link.subject, EvidenceState.BAD, "mode: observe, so no ping is sent", remedy
        )
    if link.provisioned >= link.highest.level:
        found = f"{link.provisioned:,} provisioned, so it needs no ping"
        return Evidence(link.subject, EvidenceState.GOOD, found)
    due = link.last_due(now, zone)
    return _before(link, now, zone) if due is None else _in_window(link, due, now, zone)


def _in_window(link: ContainerLink, due: datetime, now: datetime, zone: ZoneInfo) -> Evidence:
    wave = link.wave
    if isinstance(wave, Outcome):
        return _unread(link, wave)
    if wave is None or wave.at < due:
        found = f"the wave of {near(due, now, zone)} is not in the metrics"
        return Evidence(link.subject, EvidenceState.BAD, found, _SHORT)
    at = near(wave.at, now, zone)
    if not link.counted:
        return Evidence(link.subject, EvidenceState.GOOD, _uncounted(f"last wave {at}"))
    warm = f"{wave.requested - wave.missing:,} of {wave.requested:,} warm at {at}"
    if wave.missing:
        return Evidence(link.subject, EvidenceState.BAD, warm, _SHORT)
    busy = f", {wave.busy:,} of them busy" if wave.busy else ""
    return Evidence(link.subject, EvidenceState.GOOD, warm + busy)


def _before(link: ContainerLink, now: datetime, zone: ZoneInfo) -> Evidence:
    """Return the evidence before the first wave of the window: its guard answers."""
    first, unproven, wave = link.needs[0], link.unproven, link.wave
    later = describe_later(link.needs, link.fixture.kickoff, zone)
    coming = f"{first.level:,} from {near(first.start, now, zone)}{later}"
    if not link.counted:
        return Evidence(link.subject, EvidenceState.GOOD, _uncounted(coming))
    if isinstance(unproven, Outcome):
        return _unread(link, unproven)
    if isinstance(wave, Outcome):
        return _unread(link, wave)
    if unproven:
        found = f"no guard of version {unproven[0]} has answered yet"
        remedy = f"kickoff warm {link.target} --count 1 proves it with one ping"
        return Evidence(link.subject, EvidenceState.UNKNOWN, found, remedy)
    if wave is not None and wave.missing:
        warm = f"{wave.requested - wave.missing:,} of {wave.requested:,}"
        found = f"{warm} warm at {near(wave.at, now, zone)}; {coming}"
        return Evidence(link.subject, EvidenceState.NOTE, found, _SHORT)
    return Evidence(link.subject, EvidenceState.GOOD, f"its guard answers; {coming}")


def _unread(link: ContainerLink, failed: Outcome) -> Evidence:
    return Evidence(link.subject, EvidenceState.UNKNOWN, failed.message, _UNREAD)


def _uncounted(when: str) -> str:
    return f"{when}; its guard names no container"
