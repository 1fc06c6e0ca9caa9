"""Reviews as tables, for the terminal and the page."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from operations.pages.prices import dollars, price_source, savings
from operations.plan_price import PlanPrice
from operations.review.model import (
    CapacityReview,
    FixtureCost,
    FixtureReview,
    InstantSource,
    RecommendationKind,
    SourcedInstant,
)
from operations.terminal import format_local_time
from prescaler.model.lease import ENTRIES_KEPT

Row = Sequence[str]

FIXTURES = (
    *("fixture", "kick-off", "requested\n(min)", "ready\n(min)", "throttled\n(requests)"),
    *("peak/live\n(units)", "warm", "cold", "cost\n($)", "always\n($)"),
)
CAPACITIES = (
    *("dimension", "requested\n(min)", "ready\n(min)", "level\n(units)", "live", "peak"),
    *("used\n(%)", "throttled\n(requests)", "cost\n($)", "always\n($)"),
)
FUNCTIONS = (
    *("function", "requested\n(containers)", "warm", "cold\n(pings)", "after\nkick-off"),
    *("throttled\n(requests)", "cost\n($)", "always\n($)"),
)
CHANGES = ("at", "dimension", "action", "from", "to", "because")
# The columns of all tables that hold words.
WORDS = frozenset(("fixture", "kick-off", "dimension", "function", "at", "action", "because"))
LEGEND = (
    "requested, ready: minutes before kick-off of the first raise, and of the last level read back "
    f"(* from the leases, which keep the last {ENTRIES_KEPT} changes of a dimension; otherwise "
    "from CloudWatch); peak/live: consumption of the busiest dimension in its busiest minute, and "
    "its capacity then; warm: containers, warm/requested; cold: pings without a warm container, "
    "after kick-off/in the window; cost: capacity above the baselines; always: the same capacity, "
    "held all the time"
)
UNKNOWN, NONE = "?", "-"


def fixture_row(review: FixtureReview, zone: ZoneInfo) -> Row:
    """Return the row of a fixture."""
    busiest = review.busiest
    running = "" if review.over else ", running"
    return (
        review.fixture.name,
        format_local_time(review.fixture.kickoff.astimezone(zone)) + running,
        _requested(review, review.requested, review.capacities),
        _ready(review, review.ready, review.capacities),
        f"{review.throttled:,}",
        f"{_peak(busiest)}/{_live(busiest)}" if busiest else NONE,
        *_warm(review),
        *_dollars(review.cost),
    )


def capacity_rows(review: FixtureReview) -> Iterator[Row]:
    """Yield a row for each dimension of slow capacity."""
    for each in review.capacities:
        spillover = f" + {each.spillover:,} on demand" if each.spillover else ""
        yield (
            ".".join(each.key),
            _requested(review, each.requested, [each]),
            _ready(review, each.ready, [each]),
            f"{each.level:,}",
            _count(each.live_at_peak),
            _peak(each),
            UNKNOWN if each.peak is None else f"{each.utilisation:.0%}",
            f"{each.throttled:,}{spillover}",
            *_dollars(each.cost),
        )


def function_rows(review: FixtureReview) -> Iterator[Row]:
    """Yield a row for each function that is kept warm."""
    for each in review.functions:
        yield (
            ".".join(each.key),
            f"{each.requested:,}",
            *map(_count, (each.warm, each.cold, each.cold_after_kickoff)),
            f"{each.throttled:,}",
            *_dollars(each.cost),
        )


def change_rows(review: FixtureReview, zone: ZoneInfo) -> list[Row]:
    """Return a row for each change in the leases, oldest first."""
    listed = [
        (entry, ".".join(each.key))
        for each in review.capacities
        if each.history
        for entry in each.history.changes
    ]
    return [
        (
            format_local_time(entry.at.astimezone(zone)),
            name,
            str(entry.action),
            f"{entry.before:,}",
            f"{entry.after:,}",
            entry.because,
        )
        for entry, name in sorted(listed, key=lambda each: (each[0].at, each[1]))
    ]


def detail_tables(
    review: FixtureReview, zone: ZoneInfo
) -> Iterator[tuple[Sequence[str], Sequence[Row]]]:
    """Yield the columns and rows of a fixture's tables that have rows."""
    for columns, rows in (
        (CAPACITIES, list(capacity_rows(review))),
        (FUNCTIONS, list(function_rows(review))),
        (CHANGES, change_rows(review, zone)),
    ):
        if rows:
            yield columns, rows


def recommendation_lines(
    reviews: Sequence[FixtureReview],
) -> dict[str, list[tuple[RecommendationKind, str]]]:
    """Return the recommendations by the names of their fixtures.

    A recommendation for several dimensions or fixtures appears once.
    """
    fixtures: dict[tuple[RecommendationKind, str], list[str]] = {}
    for review in reviews:
        dimensions: dict[tuple[RecommendationKind, str], list[str]] = {}
        for each in review.recommendations:
            dimensions.setdefault((each.kind, each.text), []).append(each.dimension)
        for (kind, text), names in dimensions.items():
            line = kind, f"{', '.join(names)}: {text}"
            fixtures.setdefault(line, []).append(review.fixture.name)
    lines: dict[str, list[tuple[RecommendationKind, str]]] = {}
    for line, names in fixtures.items():
        lines.setdefault(", ".join(dict.fromkeys(names)), []).append(line)
    return lines


def cost_summary(price: PlanPrice) -> str:
    """Return a sentence about the price of all targets and of kickoff."""
    compared = "".join(f"; {saving}" for saving in savings(price))
    source = price_source(price.regions)
    return f"planned in this time: {dollars(price.total)} in total{compared} ({source})"


def _requested(
    review: FixtureReview, instant: SourcedInstant | None, capacities: Sequence[CapacityReview]
) -> str:
    """Return the minutes before kick-off; `-` if complete leases have no raise."""
    known = all(each.history and each.history.complete for each in capacities)
    return NONE if instant is None and known else _minutes(review, instant)


def _ready(
    review: FixtureReview, instant: SourcedInstant | None, capacities: Sequence[CapacityReview]
) -> str:
    return _minutes(review, instant) if any(each.raised for each in capacities) else NONE


def _minutes(review: FixtureReview, instant: SourcedInstant | None) -> str:
    before = review.minutes_before_kickoff(instant)
    mark = "*" if instant and instant.source is InstantSource.LEASES else ""
    return UNKNOWN if before is None else f"{before:+.0f}{mark}"


def _peak(capacity: CapacityReview) -> str:
    return UNKNOWN if capacity.peak is None else f"{capacity.peak:,.0f}"


def _live(capacity: CapacityReview) -> str:
    """Return the capacity at the peak; the planned level if it is unknown."""
    live = capacity.live_at_peak
    return f"{capacity.level if live is None else live:,}"


def _count(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value:,}"


def _warm(review: FixtureReview) -> Row:
    """Return warm/requested containers, and cold pings after kick-off/in the window."""
    if not review.functions:
        return NONE, NONE
    proved = [each for each in review.functions if each.warm is not None]
    warm = sum(each.warm or 0 for each in proved)
    requested = sum(each.requested for each in proved)
    counted = [each for each in review.functions if each.cold is not None]
    cold = sum(each.cold or 0 for each in counted)
    after = sum(each.cold_after_kickoff or 0 for each in counted)
    return f"{warm}/{requested}" if proved else UNKNOWN, f"{after}/{cold}" if counted else UNKNOWN


def _dollars(cost: FixtureCost) -> Row:
    return (f"{cost.held:,.2f}", f"{cost.always:,.2f}") if cost.known else (UNKNOWN, UNKNOWN)


def calibration_lines(reviews: Sequence[FixtureReview]) -> list[str]:
    """Return a line for each sentence about learned demand; each dimension and profile once."""
    found = {
        (key, review.fixture.profile): calibration
        for review in reviews
        for key, calibration in review.calibrations
    }
    return [
        f"{'.'.join(key)}, {profile}: {sentence}"
        for (key, profile), calibration in found.items()
        for sentence in calibration.sentences()
    ]
