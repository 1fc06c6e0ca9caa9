"""The changes of a calendar by commands: who made them, when and why, and how to undo them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import takewhile
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from kickoff import formats
from kickoff.calendar.loading.files import SourceUnavailableError

MOST_WHY = 200  # characters of a reason
_KEPT = 20  # every tick reads the lease table, so the list stays short


@dataclass(frozen=True, slots=True)
class TextChange:
    """One replaced part of a text: at a position, in characters from the start."""

    at: int
    removed: str
    inserted: str

    def reverse(self, text: str) -> str:
        """Return the text before the change."""
        return text[: self.at] + self.removed + text[self.at + len(self.inserted) :]


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A change of a calendar. `before` and `after` are hashes of its text.

    An order of a person, such as a stop, is a change without a text.

    `is_undo`: it took another change back. `undone`: another change took it back. `format` is the
    number of its layout.
    """

    at: datetime
    by: str
    what: str
    why: str
    text: TextChange
    before: str
    after: str
    is_undo: bool = False
    undone: bool = False
    format: int = formats.CALENDAR_CHANGE

    @property
    def is_order(self) -> bool:
        """True if it changed no text of the calendar, so there is nothing to undo."""
        return not self.before


def short(identity: str) -> str:
    """Return an identity of AWS without its account: `user/ops`."""
    return identity.rpartition(":")[2]


class TextStore(Protocol):
    """Texts by name. Both methods raise SourceUnavailableError."""

    def recall(self, name: str) -> str | None:
        """Return the text of a name; None if there is none."""

    def keep(self, name: str, text: str) -> None:
        """Store a text under a name."""


class ChangeLog:
    """The last changes of the calendar at a location, oldest first."""

    def __init__(self, store: TextStore, location: str) -> None:
        self._store = store
        self._name = f"changes|{location}"

    def read(self) -> list[CalendarChange]:
        """Return the changes.

        Raises:
            SourceUnavailableError: the store does not answer, or the record is not valid.
        """
        text = self._store.recall(self._name)
        if text is None:
            return []
        try:
            self._check_format(_RECORDS.validate_json(text))
            return _CHANGES.validate_json(text)
        except ValidationError as error:
            raise SourceUnavailableError(
                f"the record {self._name} cannot be read ({error.errors()[0]['msg']}): remove it, "
                "or upgrade this kickoff if a newer one wrote it"
            ) from error

    def _check_format(self, records: Sequence[Mapping[str, object]]) -> None:
        for found in (each.get("format") for each in records):
            if formats.is_newer(found, formats.CALENDAR_CHANGE):
                refusal = formats.refusal(
                    f"the record {self._name}", found, formats.CALENDAR_CHANGE
                )
                raise SourceUnavailableError(f"{refusal}: it is kept. Upgrade this kickoff")

    def write(self, changes: Sequence[CalendarChange]) -> None:
        """Replace the changes; the oldest are left out."""
        self._store.keep(self._name, _CHANGES.dump_json(list(changes)[-_KEPT:]).decode())


_RECORDS = TypeAdapter(list[dict[str, object]])
_CHANGES = TypeAdapter(list[CalendarChange])


def digest(text: str) -> str:
    """Return the hash of a text."""
    return sha256(text.encode()).hexdigest()


def difference(before: str, after: str) -> TextChange:
    """Return the one part that differs between two texts."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    return TextChange(start, before[start : len(before) - end], after[start : len(after) - end])


def _shared(one: str, other: str) -> int:
    """Return the number of characters with which both texts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def last_to_undo(changes: Sequence[CalendarChange]) -> CalendarChange | None:
    """Return the last change that stands; None if there is none."""
    edits = (each for each in reversed(changes) if not each.is_order)
    return next((each for each in edits if not (each.is_undo or each.undone)), None)


def with_undo(
    changes: Sequence[CalendarChange], undone: CalendarChange, undo: CalendarChange
) -> list[CalendarChange]:
    """Return the changes with one of them taken back."""
    marked = [replace(each, undone=True) if each is undone else each for each in changes]
    return [*marked, undo]
