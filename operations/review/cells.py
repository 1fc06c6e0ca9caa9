"""A review as the cells of tables, the same on a terminal and on a page."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from kickoff.pricing.prices import PRICES
from operations.review.seen import CapacityReview, Kind, Origin, Price, Review, Told
from operations.terminal import format_local_time as when
from prescaler.resources.quote import CapacityQuote

Row = Sequence[str]

FIXTURES = (
    *("fixture", "kick-off", "asked", "ready", "throttled"),
    *("peak/held", "warm", "cold", "cost", "always"),
)
CAPACITIES = (
    *("dimension", "asked", "ready", "level", "held", "peak", "used"),
    *("throttled", "cost", "always"),
)
WARMTHS = ("function", "asked", "had", "cold", "after kick-off", "throttled", "cost", "always")
CHANGES = ("at", "dimension", "action", "from", "to", "because")
# Of all tables the columns that are no numbers.
WORDS = frozenset(("fixture", "kick-off", "dimension", "function", "at", "action", "because"))
LEGEND = (
    "asked, ready: minutes before kick-off at which the first raise was asked and the last level "
    "was there (* told by the leases' trail, which keeps the last 12 changes of a dimension; else "
    "by CloudWatch); peak/held: busiest minute of the busiest dimension, and what was there then; "
    "warm: had/asked; cold: pings after kick-off that met no warm container, of those in the "
    "window; cost: held above the baselines; always: had that been held all the time"
)
UNKNOWN, NONE = "?", "-"


def fixture(found: Review, zone: ZoneInfo) -> Row:
    """The row of a fixture."""
    busiest = found.busiest
    running = "" if found.over else ", running"
    return (
        found.fixture.name,
        when(found.fixture.kickoff.astimezone(zone)) + running,
        _asked(found, found.asked, found.capacities),
        _ready(found, found.ready, found.capacities),
        f"{found.throttled:,}",
        f"{busiest.peak:,.0f}/{_held(busiest)}" if busiest else NONE,
        *_warm(found),
        *_price(found.price),
    )


def capacities(found: Review) -> Iterator[Row]:
    """A row for each dimension of slow capacity."""
    for each in found.capacities:
        yield (
            ".".join(each.key),
            _asked(found, each.asked, [each]),
            _ready(found, each.ready, [each]),
            f"{each.level:,}",
            f"{each.held:,}" if each.held is not None else UNKNOWN,
            f"{each.peak:,.0f}",
            f"{each.use:.0%}",
            f"{each.throttled:,}" + (f" + {each.spilled:,} on demand" if each.spilled else ""),
            *_price(each.price),
        )


def warmths(found: Review) -> Iterator[Row]:
    """A row for each function that is kept warm."""
    for each in found.warmths:
        known = (each.had, each.cold, each.cold_after)
        yield (
            ".".join(each.key),
            f"{each.asked:,}",
            *(UNKNOWN if value is None else f"{value:,}" for value in known),
            f"{each.throttled:,}",
            *_price(each.price),
        )


def changes(found: Review, zone: ZoneInfo) -> list[Row]:
    """A row for each change of the trail, oldest first."""
    listed = [
        (entry, ".".join(each.key))
        for each in found.capacities
        if each.story
        for entry in each.story.changes
    ]
    return [
        (
            when(entry.at.astimezone(zone)),
            name,
            str(entry.action),
            f"{entry.before:,}",
            f"{entry.after:,}",
            entry.because,
        )
        for entry, name in sorted(listed, key=lambda each: (each[0].at, each[1]))
    ]


def advice(found: Sequence[Review]) -> dict[str, list[tuple[Kind, str]]]:
    """What to change, by the names of the fixtures that speak for it.

    What holds for several dimensions or fixtures is said once.
    """
    names: dict[tuple[Kind, str, str], list[str]] = {}
    for each in found:
        about: dict[tuple[Kind, str], list[str]] = {}
        for said in each.advice:
            about.setdefault((said.kind, said.says), []).append(said.about)
        for (kind, says), those in about.items():
            key = kind, ", ".join(those), says
            names.setdefault(key, []).append(each.fixture.name)
    by_names: dict[str, list[tuple[Kind, str]]] = {}
    for (kind, dimensions, says), those in names.items():
        told = f"{dimensions}: {says}"
        by_names.setdefault(", ".join(dict.fromkeys(those)), []).append((kind, told))
    return by_names


def bill(cost: CapacityQuote) -> str:
    """What all targets cost."""
    return (
        f"capacity of tables and aliases in this time: ${cost.planned:,.2f} as planned, "
        f"${cost.always:,.2f} always at its highest (prices of {PRICES.region}, "
        f"{PRICES.day:%d %b %Y})"
    )


def _asked(found: Review, told: Told | None, seen: Sequence[CapacityReview]) -> str:
    """When the first was raised; `-` where the whole trail has no raise for it."""
    none = told is None and all(each.story and each.story.whole for each in seen)
    return NONE if none else _minutes(found, told)


def _ready(found: Review, told: Told | None, seen: Sequence[CapacityReview]) -> str:
    return _minutes(found, told) if any(each.raised for each in seen) else NONE


def _minutes(found: Review, told: Told | None) -> str:
    before = found.before(told)
    mark = "*" if told and told.origin is Origin.TRAIL else ""
    return UNKNOWN if before is None else f"{before:+.0f}{mark}"


def _held(seen: CapacityReview) -> str:
    return f"{seen.level if seen.held is None else seen.held:,}"


def _warm(found: Review) -> Row:
    """Had of asked, and cold of the window."""
    if not found.warmths:
        return NONE, NONE
    proved = [each for each in found.warmths if each.had is not None]
    had = sum(each.had or 0 for each in proved)
    asked = sum(each.asked for each in proved)
    counted = [each for each in found.warmths if each.cold is not None]
    cold = sum(each.cold or 0 for each in counted)
    after = sum(each.cold_after or 0 for each in counted)
    return f"{had}/{asked}" if proved else UNKNOWN, f"{after}/{cold}" if counted else UNKNOWN


def _price(price: Price) -> Row:
    return f"${price.held:,.2f}", f"${price.always:,.2f}"
