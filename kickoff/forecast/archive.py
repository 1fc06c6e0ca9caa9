"""Recordings of past fixtures, kept for years: compressed, and bounded in number, age and size.

The learner keeps one archive for each dimension, so a season is learned from a season, and a yearly
cup final from the last five. A load is stored in steps of 0.5 %.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from math import exp, isnan, log, nan

from pydantic import TypeAdapter, ValidationError

from kickoff import formats
from kickoff.forecast.examples import Example
from kickoff.forecast.loads import DAY, Loads
from kickoff.forecast.recording import Recording
from kickoff.forecast.stored_text import CorruptForecastError, pack, unpack

# A season of 40 weeks with two fixtures a week, and some more.
MOST_OF_A_PROFILE = 100
MOST = 400
OLDEST_DAYS = 6 * 366
# An item of DynamoDB has at most 400 KB.
MOST_CHARACTERS = 350_000

_STEPS = 200  # of a logarithm: 0.5 % each
_HIGHEST = 30 * _STEPS
_LONGEST = 31 * DAY


@dataclass(frozen=True, slots=True)
class RecordingArchive:
    """Recordings, oldest first: one for each profile and kick-off."""

    recordings: tuple[Recording, ...] = ()

    def updated(self, fresh: Iterable[Recording]) -> "RecordingArchive":
        """Return the archive with fresh recordings; of two, the one with more known minutes.

        A fresh recording without more minutes replaces one whose fixture the calendar has changed.
        """
        kept = {_key(each): each for each in self.recordings}
        for each in fresh:
            known = kept.get(_key(each))
            if (
                known is None
                or _worth(each) > _worth(known)
                or (_worth(each) == _worth(known) and each.example != known.example)
            ):
                kept[_key(each)] = each
        return RecordingArchive(tuple(sorted(kept.values(), key=_age)))

    def without_others(self, past: Sequence[Example], since: int) -> "RecordingArchive":
        """Return the archive without the kick-offs from a minute on that never took place."""
        took_place = {(each.profile, each.kickoff) for each in past}
        return RecordingArchive(
            tuple(
                each
                for each in self.recordings
                if each.example.kickoff < since or _key(each) in took_place
            )
        )

    def bounded(self, now: int) -> "RecordingArchive":
        """Return the archive without what is too old or too much at a minute.

        The profile with the most recordings loses its oldest first.
        """
        by_profile: dict[str, list[Recording]] = {}
        for each in self.recordings:
            if now - each.example.kickoff <= OLDEST_DAYS * DAY:
                by_profile.setdefault(each.example.profile, []).append(each)
        kept = [own[-MOST_OF_A_PROFILE:] for own in by_profile.values()]
        while sum(map(len, kept)) > MOST:
            del max(kept, key=len)[0]
        return RecordingArchive(tuple(sorted((each for own in kept for each in own), key=_age)))

    def dumps(self) -> str:
        """Return it as text; without its oldest recordings if the text would be too long."""
        recordings = self.recordings
        while True:
            text = pack(
                _adapter().dump_json([_stored(each) for each in recordings]), formats.PAST_FIXTURES
            )
            if len(text) <= MOST_CHARACTERS:
                return text
            recordings = recordings[len(recordings) // 8 + 1 :]


def parse(text: str) -> RecordingArchive:
    """Return the archive of a stored text.

    Raises:
        NewerForecastError: a newer kickoff wrote it.
        CorruptForecastError: the text has another form, or a number out of range.
    """
    try:
        stored = _adapter().validate_json(unpack(text, formats.PAST_FIXTURES).json)
    except ValidationError as error:
        raise CorruptForecastError(error.errors()[0]["msg"]) from None
    return RecordingArchive(tuple(map(_restored, stored)))


@dataclass(frozen=True, slots=True)
class _Stored:
    """A recording; `steps` has the logarithm of the first load, then the changes."""

    profile: str
    kickoff: int
    window: tuple[int, int, int]  # opening, end and closing, in minutes after the kick-off
    scale: float
    first: int
    period: int
    steps: list[int]
    unknown: list[int]  # numbers of the minutes without a load
    tags: list[str] = field(default_factory=list)


def _stored(recording: Recording) -> _Stored:
    example, loads = recording.example, recording.loads
    steps, before, unknown = [], 0, []
    for number, units in enumerate(loads.values):
        if isnan(units):
            unknown.append(number)
            steps.append(0)
            continue
        level = round(log(units + 1) * _STEPS)
        steps.append(level - before)
        before = level
    window = (each - example.kickoff for each in (example.opens, example.ends, example.closes))
    opens, ends, closes = window
    return _Stored(
        example.profile,
        example.kickoff,
        (opens, ends, closes),
        example.scale,
        loads.first - example.kickoff,
        recording.period,
        steps,
        unknown,
        sorted(example.tags),
    )


def _restored(stored: _Stored) -> Recording:
    opens, ends, closes = (stored.kickoff + each for each in stored.window)
    tags = frozenset(stored.tags)
    example = Example(stored.profile, stored.kickoff, opens, ends, closes, stored.scale, tags)
    levels = list(accumulate(stored.steps))
    in_order = opens <= stored.kickoff <= ends and opens < closes
    if not in_order or len(example.span) > _LONGEST or abs(stored.first) > _LONGEST:
        raise CorruptForecastError("a window is longer than a month, or ends before it opens")
    if not levels or len(levels) > _LONGEST or not 0 <= min(levels) <= max(levels) <= _HIGHEST:
        raise CorruptForecastError("a load is missing, negative, or far too high")
    if not (stored.scale > 0 and stored.period > 0):
        raise CorruptForecastError("a scale or a period is not positive")
    values = array("d", [exp(level / _STEPS) - 1 for level in levels])
    for number in stored.unknown:
        if not 0 <= number < len(values):
            raise CorruptForecastError("an unknown minute is outside the recording")
        values[number] = nan
    return Recording(example, Loads(stored.kickoff + stored.first, values), stored.period)


def _key(recording: Recording) -> tuple[str, int]:
    return recording.example.profile, recording.example.kickoff


def _worth(recording: Recording) -> tuple[int, int]:
    return recording.known_minutes, -recording.period


def _age(recording: Recording) -> tuple[int, str]:
    return recording.example.kickoff, recording.example.profile


@cache
def _adapter() -> TypeAdapter[list[_Stored]]:
    return TypeAdapter(list[_Stored])
