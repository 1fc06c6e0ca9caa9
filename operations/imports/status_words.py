"""Words of fixture lists for the status of a fixture."""

import re
from enum import StrEnum
from functools import lru_cache


class ListedStatus(StrEnum):
    """The meaning of a word. `UNDATED` has no kick-off yet, or none at all."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    UNDATED = "undated"


CALLED_OFF = frozenset((ListedStatus.POSTPONED, ListedStatus.CANCELLED))
_MEANINGS = {
    ListedStatus.POSTPONED: "pp|p-p|ppd|pst|susp",
    ListedStatus.CANCELLED: "canc|abd|walkover|w/o|wo|awarded|awd",
    ListedStatus.UNDATED: "tbr|void|voided|unknown",
    ListedStatus.SCHEDULED: (
        "scheduled|not started|ns|upcoming|fixture|confirmed|timed|live|in play|1h|2h|ht|ft|aet|"
        "pen|finished|full time|played|result|complete|completed|ended"
    ),
}
_WORDS = {word: status for status, words in _MEANINGS.items() for word in words.split("|")}
# Words that have this meaning within a longer text, in the languages of many lists.
_PHRASES = {
    ListedStatus.POSTPONED: (
        r"postp(?:oned|\.)?|suspended|delayed|rescheduled|reporté\w?|verschoben|verlegt|"
        r"aplazad[oa]|adiad[oa]|rinviat[oa]|uitgesteld"
    ),
    ListedStatus.CANCELLED: (
        r"cancell?ed|called off|abandoned|annulled|annulé\w?|abgesagt|cancelad[oa]|annullat[oa]|"
        r"afgelast"
    ),
    ListedStatus.UNDATED: r"tb[acd]|(?:to be|not yet) (?:confirmed|defined|determined|announced)",
}
_SEARCHES = {
    status: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for status, words in _PHRASES.items()
}
_NEGATION = re.compile(r"\b(?:not|un|never|no longer|nicht)\b(?! yet)", re.IGNORECASE)
_PREFIX = re.compile(r"^(match|game|event|status|kick-?off|date|time)\W+")
_YES = {"yes", "y", "true", "1", "x"}
_BRACKETS = " .,;:()[]*-"


@lru_cache(4_096)
def listed_status(cell: str) -> ListedStatus | None:
    """Return the meaning of a cell; None for an unknown text."""
    text = cell.replace("_", " ").strip()
    word = text.strip(_BRACKETS).lower()
    if found := _WORDS.get(word) or _WORDS.get(_PREFIX.sub("", word)):
        return found
    meanings = [status for status, search in _SEARCHES.items() if search.search(text)]
    return meanings[0] if len(meanings) == 1 and not _NEGATION.search(text) else None


def flagged_status(name: str, cell: str) -> ListedStatus | None:
    """Return the meaning of a cell, or that of its column's name if the cell says yes."""
    return listed_status(name if cell.lower() in _YES else cell)


def entry_status(status: ListedStatus | None) -> str | None:
    """Return the status to write into a calendar; None for a scheduled fixture."""
    return str(status) if status in CALLED_OFF else None


def is_called_off(cell: str) -> bool:
    """Return whether a cell is a word for a postponed or cancelled fixture."""
    return listed_status(cell) in CALLED_OFF


def is_open(cell: str) -> bool:
    """Return whether a cell has a word that stands for a kick-off, such as TBC or Postponed."""
    return listed_status(cell) not in {None, ListedStatus.SCHEDULED}


def remove_status(cell: str) -> str:
    """Return a cell without its words of a status: `2026-12-05 15:00 (postponed)`."""
    for search in _SEARCHES.values():
        cell = search.sub("", cell)
    return re.sub(r"\(\s*\)|\[\s*\]", "", cell).strip(" ,;:-*")
