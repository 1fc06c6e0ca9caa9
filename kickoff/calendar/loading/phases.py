"""Checks the phases of profiles: each begins inside the window."""

from collections.abc import Iterator
from datetime import timedelta

from kickoff.calendar.model.file_keys import CalendarFile, Profile
from kickoff.calendar.model.problems import PathProblem
from kickoff.calendar.model.times import Anchor, FixtureOffset

_MINUTE = timedelta(minutes=1)


def check_phases(file: CalendarFile) -> Iterator[PathProblem]:
    """Yield a problem for each phase that begins before its window opens, or once it is closed.

    The length of a fixture counts as the profile states it. A share of 0 is harmless anywhere.
    """
    for name, profile in file.profiles.items():
        for index, phase in enumerate(profile.phases):
            if phase.share and (fault := _fault(phase.start, profile)):
                yield PathProblem(("profiles", name, "phases", index, "from"), fault)


def _fault(start: FixtureOffset, profile: Profile) -> str:
    after_kickoff, after_end = _places(start, profile)
    if after_kickoff is not None and after_kickoff < -profile.lead:
        return (
            f"{_text(-after_kickoff)} before kick-off is before the window, which opens "
            f"{_text(profile.lead)} before it; lengthen lead, or begin the phase later"
        )
    if after_end is not None and after_end >= profile.tail:
        return (
            f"{_text(after_end)} after the end is not in the window, which closes "
            f"{_text(profile.tail)} after it; lengthen tail, or begin the phase earlier"
        )
    return ""


def _places(start: FixtureOffset, profile: Profile) -> tuple[timedelta | None, timedelta | None]:
    """The time of a phase after kick-off and after the end; None where it is not known."""
    if start.anchor is Anchor.KICKOFF:
        return start.offset, None if profile.lasts is None else start.offset - profile.lasts
    return None if profile.lasts is None else start.offset + profile.lasts, start.offset


def _text(length: timedelta) -> str:
    """A duration as the file writes it: `1h30m`."""
    hours, minutes = divmod(length // _MINUTE, 60)
    return (f"{hours}h" * (hours > 0) + f"{minutes}m" * (minutes > 0)) or "0m"
