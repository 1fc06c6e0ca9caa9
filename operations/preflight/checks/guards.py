"""Functions whose answers do not name their container, although their guard would."""

from collections.abc import Iterator

from operations.preflight.facts import Facts
from operations.preflight.finding import Code, Finding
from operations.preflight.horizon import Horizon
from warmer.plan.schedule import desired


def check(horizon: Horizon, facts: Facts) -> Iterator[Finding]:
    """Without its guard a function's pings reach business code, and prove nothing."""
    for _, warming in desired(horizon.calendar, horizon.now):
        if facts.guarded.get(warming.function) is not False:
            continue
        yield Finding(
            Code.UNGUARDED,
            warming.target,
            f"pings of {warming.function.label} reach its own code: none was answered by the guard "
            f"{warming.ping_format.guard}",
            "wrap the handler in its guard, or name the guard it has (docs/guards.md)",
            horizon.wanted([warming.target]),
            horizon.concerned([warming.target]),
        )
