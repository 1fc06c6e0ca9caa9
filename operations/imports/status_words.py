"""Words of fixture lists for the status of a fixture."""

import re
from enum import StrEnum


class ListedStatus(StrEnum):
    """The meaning of a word. `UNDATED` has no kick-off yet."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    UNDATED = "undated"


_MEANINGS = {
    ListedStatus.POSTPONED: "postponed|pp|p-p|ppd|pst|susp|suspended|delayed|rescheduled",
    ListedStatus.CANCELLED: "cancelled|canceled|canc|abandoned|abd|void|walkover|wo|awarded|awd",
    ListedStatus.UNDATED: (
        "tbc|tbd|tba|tbr|time to be defined|time to be confirmed|to be confirmed|to be defined|"
        "to be announced|date to be confirmed|unknown"
    ),
    ListedStatus.SCHEDULED: (
        "scheduled|not started|ns|upcoming|fixture|confirmed|timed|live|in play|1h|2h|ht|ft|aet|"
        "pen|finished|full time|played|result|complete|completed|ended"
    ),
}
_WORDS = {word: status for status, words in _MEANINGS.items() for word in words.split("|")}
_PREFIX = re.compile(r"^(match|game|event|status|kick-?off)\W+")


def listed_status(cell: str) -> ListedStatus | None:
    """Return the meaning of a cell; None for an unknown word."""
    word = cell.strip(" .()*").lower().replace("_", " ")
    return _WORDS.get(word) or _WORDS.get(_PREFIX.sub("", word))
