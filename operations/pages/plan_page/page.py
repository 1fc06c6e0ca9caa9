"""The page of a plan; its policy admits only the script and the style that it contains."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

from kickoff.calendar import Calendar
from operations.pages.chart import unit_of
from operations.pages.plan_page.learned import MOST_VIEWS, learned_views
from operations.pages.plan_page.packed_plan import MOST_VALUES, PackedPlan, packed_plan
from operations.pages.plan_page.page_data import page_data
from operations.pages.plan_page.views import static_views
from operations.pages.prices import bill_rows, price_source, savings, target_text
from operations.pages.rendering import render
from operations.pages.report import legend
from operations.plan_price import total_price
from operations.stored_demand import StoredDemand
from prescaler.resources.chain import Chain, chain_of, joins_targets

_SCRIPTS = (
    *("data", "time", "view", "details", "paths"),
    *("rows", "selection", "calendar", "pointer", "controls"),
)
_MOST_NOTES = 5
_MOST_CHAINS = 50


def page(  # noqa: PLR0913 (options are keywords)
    calendar: Calendar,
    start: datetime,
    end: datetime,
    *,
    region: str | None = None,
    most: int = MOST_VALUES,
    stored: Sequence[StoredDemand] = (),
) -> str:
    """Return the page of [start, end) in ASCII; with more than `most` values it ends earlier.

    `region` is kickoff's own, for prices. `stored` is the learned demand that the page shows.
    """
    plan = packed_plan(calendar.in_region(region), start, end, most)
    price = total_price([*plan.prices.values()], plan.end - plan.start, region)
    dated, style, script = plan.days.dated, asset("page.css"), _script()
    learned = learned_views(stored, plan.start, plan.end)
    text = render(
        "plan.html",
        policy=_policy(style, script),
        style=style,
        script=script,
        data=page_data(plan),
        span=f"{dated(plan.start)} to {dated(plan.end)}",
        plan=plan,
        early_end=(dated(plan.end), dated(end)) if plan.end < end else None,
        clamped=_clamped(plan),
        most_notes=_MOST_NOTES,
        chains=_chains(plan),
        most_chains=_MOST_CHAINS,
        learned=learned[:MOST_VIEWS],
        more_learned=max(len(learned) - MOST_VIEWS, 0),
        learned_legend=legend(each.chart for each in learned[:MOST_VIEWS]),
        **static_views(plan),
        price=price,
        prices={
            name: target_text(each, calendar.targets[name]) for name, each in plan.prices.items()
        },
        bill=list(bill_rows(price)),
        savings=list(savings(price)),
        price_source=price_source(price.regions),
        unit_of=unit_of,
    )
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _chains(plan: PackedPlan) -> list[Chain]:
    """Return the chains of the first fixtures, by kick-off, that several targets serve."""
    fixtures = sorted(plan.fixtures, key=lambda each: (each.kickoff, each.name))
    first = (each for each in fixtures[:_MOST_CHAINS] if joins_targets(each))
    return [chain_of(each, plan.calendar) for each in first]


def asset(name: str) -> str:
    """Return a script or the style of the page."""
    return files(__package__).joinpath("assets", name).read_text(encoding="ascii")


def _script() -> str:
    """Return all scripts, in one scope."""
    parts = "\n".join(asset(f"{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _policy(style: str, script: str) -> str:
    """Return a policy that refuses requests, foreign scripts and styles, and text as markup."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _clamped(plan: PackedPlan) -> list[tuple[str, int, int]]:
    """Return each dimension whose demand exceeds its maximum: name, maximum, highest excess."""
    return [
        (".".join(key), bounds.maximum, excess)
        for key, bounds in plan.calendar.bounds.items()
        if (excess := max(plan.timeline_of[key].excess))
    ]
