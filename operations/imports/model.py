"""Fixture lists of other formats: the options of a person, and the fixtures read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DateOrder(StrEnum):
    """The order of day, month and year in dates of numbers."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class FixtureListError(ValueError):
    """The list is invalid or ambiguous; the message names the option that decides."""


class CellError(ValueError):
    """A cell is no date, no time, or its zone is not known; the message says which."""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """Columns and the order of dates, named by a person; empty or None is recognised.

    `columns` are the names of the columns of a list without heading. `zone_is_given`: the zone of
    the list is given, so zones in the names of columns do not count.
    """

    kickoff: Sequence[str] = ()
    name: Sequence[str] = ()
    columns: Sequence[str] = ()
    order: DateOrder | None = None
    encoding: str | None = None
    zone_is_given: bool = False


@dataclass(frozen=True, slots=True)
class ImportedFixture:
    """A fixture of a list; a naive kick-off is local time. `place` is its line or number."""

    name: str
    kickoff: datetime
    status: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class FixtureList:
    """The fixtures, the columns of their kick-offs and names, and remarks.

    `left_out` describes rows that make no fixture, `notes` other remarks; both name lines.
    """

    kickoff: tuple[str, ...]
    name: tuple[str, ...]
    fixtures: tuple[ImportedFixture, ...]
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
