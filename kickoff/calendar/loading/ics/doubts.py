"""Remarks on entries that stay fixtures although a word of theirs says that they may not happen."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from kickoff.calendar.loading.ics.entries import NO_TIME_YET
from kickoff.calendar.loading.ics.entry import FeedEntry
from kickoff.calendar.model.words import counted

_WORDS = re.compile(
    rf"\b({NO_TIME_YET}|postponed|ppd|p-p|suspended|cancell?ed|abandoned|called off|abgesagt|"
    r"verschoben|annulé\w?|reporté\w?|aplazad[oa]|suspendid[oa]|cancelad[oa]|adiad[oa]|rinviat[oa]|"
    r"annullat[oa]|uitgesteld|afgelast)\b",
    re.IGNORECASE,
)
_CERTAIN = frozenset(("", "CONFIRMED"))


def doubts(entries: Iterable[FeedEntry], *, all_day: bool) -> Iterator[str]:
    """Yield a remark on each such word, with its first entry.

    Entries without a time of day are fixtures with `all_day`; else they have another remark.
    """
    by_word: dict[str, list[FeedEntry]] = defaultdict(list)
    for entry in entries:
        if entry.is_cancelled or not (all_day or isinstance(entry.start, datetime)):
            continue
        if entry.status not in _CERTAIN:
            by_word[f"STATUS:{entry.status}"].append(entry)
        elif found := _WORDS.search(entry.title):
            by_word[found[0].upper()].append(entry)
    for word, marked in by_word.items():
        first = marked[0]
        yield (
            f"marked {word}, and still fixtures: {counted(len(marked), 'entry', 'entries')}, "
            f"such as {first.title!r} on {first.start:%Y-%m-%d} (line {first.line}); "
            "a rule with status or leave_out ends that"
        )
