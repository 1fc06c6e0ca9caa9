"""Evidence for and against a fixture's readiness, and the verdict on all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from textwrap import shorten
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kickoff.timeline import Fixture
from operations.preflight.readiness.words import in_time, on_day


class EvidenceState(StrEnum):
    """The weight of a piece of evidence. A note is worth knowing and changes no verdict."""

    BAD = "bad"
    UNKNOWN = "unknown"
    NOTE = "note"
    GOOD = "good"


_ORDER: Mapping[EvidenceState, int] = MappingProxyType(
    {state: number for number, state in enumerate(EvidenceState)}
)
_LONGEST_REASON = 100  # characters in the sentence; the evidence has all
_AGAINST = frozenset((EvidenceState.BAD, EvidenceState.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact about a fixture: its subject, the finding, and the remedy if it needs one.

    `takes` is the time that a link of the chain needs for its raise; None for other evidence.
    """

    subject: str
    state: EvidenceState
    found: str
    remedy: str = ""
    takes: timedelta | None = None

    @property
    def is_against(self) -> bool:
        """True if the evidence forbids a go. Unknown is not good."""
        return self.state in _AGAINST


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """All evidence about a fixture at an instant; evidence against it comes first.

    `without_kickoff`: the state of its links if kickoff dies now; empty for a fixture without any.
    `may_act`: it is known that no stop or pause holds at the first raise.
    """

    fixture: Fixture
    now: datetime
    evidence: tuple[Evidence, ...]
    without_kickoff: str = ""
    may_act: bool = True

    @classmethod
    def of(
        cls,
        fixture: Fixture,
        now: datetime,
        evidence: Sequence[Evidence],
        without_kickoff: str = "",
        *,
        may_act: bool = True,
    ) -> "ReadinessReport":
        """Return the report of some evidence."""
        ordered = sorted(evidence, key=lambda each: _ORDER[each.state])
        return cls(fixture, now, tuple(ordered), without_kickoff, may_act)

    @property
    def is_go(self) -> bool:
        """True if nothing is bad and nothing is unknown."""
        return not self.against

    @property
    def against(self) -> tuple[Evidence, ...]:
        """The evidence that forbids a go."""
        return tuple(each for each in self.evidence if each.is_against)

    @property
    def verdict(self) -> str:
        """The verdict in one word."""
        return "GO" if self.is_go else "NO-GO"

    @property
    def slowest(self) -> Evidence | None:
        """The link of the chain whose raise takes longest; None if none takes any time."""
        links = [each for each in self.evidence if each.takes]
        return max(links, key=lambda each: each.takes or timedelta(0), default=None)

    def sentence(self, zone: ZoneInfo) -> str:
        """Return the verdict with its fixture and its weightiest reason, as one sentence."""
        kickoff = self.fixture.kickoff
        about = (
            f"{self.verdict} for {self.fixture.name}, {on_day(kickoff, zone)} "
            f"({in_time(kickoff, self.now)})"
        )
        if self.is_go:
            notes = sum(each.state is EvidenceState.NOTE for each in self.evidence)
            proven = f"all {len(self.evidence) - notes} proven"
            return f"{about}: {proven}{f', {notes} to know' if notes else ''}."
        first, count = self.against[0], len(self.against)
        others = f", and {count - 1} more" if count > 1 else ""
        found = shorten(first.found, _LONGEST_REASON, placeholder=" ...")
        return f"{about}: {first.subject}: {found}{others}."
