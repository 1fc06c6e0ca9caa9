"""The versions behind a qualifier: which are served, whose guard answered, which are warmed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kickoff.calendar import Guard
from warmer.model import FunctionRef, PingCode, Warming, WarmingResult, WaveReport

LATEST = "$LATEST"
# The most functions whose versions are read in a tick: two seconds of the calls that Lambda's
# control plane allows an account, and so no more than one in thirty of its minute.
MOST_READ_PER_TICK = 30
# Reasons that may pass.
_PASSING = frozenset(
    {
        PingCode.NOT_READY,
        PingCode.THROTTLED,
        PingCode.TIMEOUT,
        PingCode.UNKNOWN,
        PingCode.SERVICE_ERROR,
        PingCode.UNREACHABLE,
        PingCode.BROKEN,
    }
)
_MOST_REMEMBERED = 10
_NEVER = datetime.min.replace(tzinfo=UTC)

ServedVersions = tuple[str, ...]
"""The versions that serve a qualifier: one, or the two of a weighted alias.

`$LATEST` has the instant of its last change behind it, because its code can change.
"""


@dataclass(frozen=True, slots=True)
class KnownVersions:
    """The versions of a function whose guard answered, and the versions last warmed.

    `warmed` is None before the first wave.
    """

    answered: tuple[str, ...] = ()
    warmed: tuple[str, ...] | None = None


def fixed_versions(function: FunctionRef) -> ServedVersions | None:
    """Return the version that a number names; None for an alias and for `$LATEST`."""
    qualifier = function.qualifier or LATEST
    return (qualifier,) if qualifier.isdigit() else None


def readable(
    warmings: Iterable[Warming], read: Mapping[FunctionRef, datetime]
) -> Sequence[FunctionRef]:
    """Return the functions whose versions are read in this tick.

    Those that a fixture needs now come first, then those read longest ago.
    """
    found: dict[FunctionRef, tuple[bool, bool, datetime]] = {}
    for each in warmings:
        function = each.function
        if each.count and fixed_versions(function) is None:
            last = read.get(function)
            order = (not each.because, last is not None, last or _NEVER)
            found[function] = min(order, found.get(function, order))
    return sorted(found, key=lambda function: found[function])[:MOST_READ_PER_TICK]


def has_moved(served: ServedVersions, known: KnownVersions) -> bool:
    """Return whether a version serves requests now that the last wave did not warm."""
    return known.warmed is not None and not set(served) <= set(known.warmed)


def to_ask(
    warming: Warming, served: ServedVersions, known: KnownVersions
) -> tuple[FunctionRef, ...]:
    """Return the functions that must answer one ping before more are sent.

    Two versions of a weighted alias are asked by their numbers, because the alias chooses by
    chance. Only kickoff's own guard has to prove itself: the calendar is taken at its word for the
    guards of others and for payloads of its own.
    """
    ping_format, function = warming.ping_format, warming.function
    if ping_format.payload is not None or ping_format.guard is not Guard.KICKOFF:
        return ()
    unproven = [version for version in served if version not in known.answered]
    if len(served) > 1:
        return tuple(replace(function, qualifier=version) for version in unproven)
    return (function,) if unproven else ()


def with_answers(known: KnownVersions, served: ServedVersions, report: WaveReport) -> KnownVersions:
    """Return what is known after answers. A version without a guard has to prove itself again."""
    if not report.answered:
        return known
    ran = _ran(report.versions, served)
    if report.inferred:
        answered = tuple(each for each in known.answered if each not in ran)
    else:
        answered = (*known.answered, *(each for each in ran if each not in known.answered))
    return replace(known, answered=answered[-_MOST_REMEMBERED:])


def after_wave(
    known: KnownVersions, served: ServedVersions, result: WarmingResult
) -> KnownVersions:
    """Return what is known after a wave.

    If no ping was answered, for a reason that may pass, the next tick warms the versions again.
    """
    answered = with_answers(known, served, result.report)
    missed = result.code in _PASSING and not result.report.answered
    return answered if missed else replace(answered, warmed=served)


def _ran(numbers: Iterable[str], served: ServedVersions) -> ServedVersions:
    """Return the versions that ran, by the numbers in Lambda's responses.

    A number that is not expected stands for itself: the alias has just moved, or may not be read.
    """
    expected = {version.partition(" ")[0]: version for version in served}
    ran = tuple(expected.get(number, number) for number in numbers)
    return ran or (served if len(served) == 1 else ())


def sharing(
    function: FunctionRef, versions: Mapping[FunctionRef, ServedVersions]
) -> tuple[str, ...]:
    """Return other qualifiers of the calendar that a version of this function serves too."""
    own = set(versions.get(function, ()))
    return tuple(
        sorted(
            other.qualifier or LATEST
            for other, served in versions.items()
            if (other.place, other.name) == (function.place, function.name)
            and other != function
            and own & set(served)
        )
    )
