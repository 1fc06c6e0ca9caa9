"""Numbers of the stored formats. A newer kickoff reads every older one.

An older kickoff keeps what has a newer number, does not use it, and says so. A field that an older
kickoff may ignore and drop changes no number.
"""

from collections.abc import Mapping

CALENDAR = 1  # `version` in the file
LEASE = 1
ORDER = 1  # of `kickoff stop` and `kickoff pause`
LAST_GOOD_CALENDAR = 1
LEARNED_DEMAND = 2
PAST_FIXTURES = 1  # the archive that demand is learned from
CALENDAR_CHANGE = 1  # what `kickoff undo` takes back

NUMBERS: Mapping[str, int] = {
    "calendar": CALENDAR,
    "lease": LEASE,
    "order": ORDER,
    "last good calendar": LAST_GOOD_CALENDAR,
    "learned demand": LEARNED_DEMAND,
    "past fixtures": PAST_FIXTURES,
    "calendar change": CALENDAR_CHANGE,
}
"""The numbers that this kickoff writes, by the name of the format."""


def description() -> str:
    """Return the numbers as a stack has them in its output Formats."""
    return ", ".join(f"{name} {number}" for name, number in NUMBERS.items())


def parse_description(text: str) -> dict[str, int]:
    """Return the numbers of a stack's output Formats."""
    pairs = (each.strip().rpartition(" ") for each in text.split(",") if each.strip())
    return {name: int(number) for name, _, number in pairs if number.isdigit()}


FIRST = 1  # of a record without a number


def is_newer(found: object, known: int) -> bool:
    """Return whether a stored number is above the known one. A value that is no number is not."""
    try:
        return int(str(found)) > known
    except ValueError:
        return False


def refusal(what: str, found: object, known: int) -> str:
    """Return the sentence for something of a newer format, without an end."""
    return f"{what} has format {found}, and this kickoff reads {known}"
