"""Fixture lists of other formats: what a person may say about one, and what was read."""

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


@dataclass(frozen=True, slots=True)
class ListOptions:
    """Columns and the order of dates, named by a person; empty or None is recognised.

    `columns` are the names of the columns of a list without heading.
    """

    kickoff: Sequence[str] = ()
    name: Sequence[str] = ()
    columns: Sequence[str] = ()
    order: DateOrder | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedFixture:
    """A fixture of a list; a naive kick-off is local time."""

    name: str
    kickoff: datetime
    status: str | None = None


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
