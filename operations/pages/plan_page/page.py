"""The page around calendar and timelines; only what it carries itself may run or style it."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from kickoff.calendar import Calendar
from operations.pages.plan_page.days import Days
from operations.pages.plan_page.drawing import axis
from operations.pages.plan_page.embedded import embedded
from operations.pages.plan_page.packed import MOST_VALUES, Plan, packed
from operations.pages.plan_page.pricing import total
from operations.pages.plan_page.timelines import DRAWN, timelines
from operations.pages.plan_page.weeks import weeks

_SCRIPTS = (
    "data",
    "time",
    "view",
    "why",
    "drawing",
    "charts",
    "selection",
    "calendar",
    "pointer",
    "controls",
)
_TOLD = 5


def page(calendar: Calendar, start: datetime, end: datetime, most: int = MOST_VALUES) -> str:
    """The page of [start, end), in ASCII; it ends earlier, and says so, above `most` values."""
    plan = packed(calendar, start, end, most)
    days = Days(plan.start, plan.end, calendar.zone)
    style, script = asset("page.css"), _script()
    text = Template(asset("page.html")).substitute(
        policy=_policy(style, script),
        style=style,
        script=script,
        data=embedded(plan, days),
        span=f"{days.dated(plan.start)} to {days.dated(plan.end)}",
        zone=escape(calendar.zone.key),
        facts=_facts(plan, days),
        price=escape(total(list(plan.prices.values()))),
        notes="".join(f"<p>{note}</p>" for note in _notes(plan, days)),
        long=" long" if len(days) > 7 * 7 else "",
        days=weeks(plan, days),
        axis=axis(days, plan.start, plan.end),
        drawn=DRAWN,
        timelines=timelines(plan),
    )
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def asset(name: str) -> str:
    """A part of the page that is the same for every plan."""
    return files(__package__).joinpath("assets", name).read_text(encoding="ascii")


def _script() -> str:
    """The scripts as one, in a scope of its own."""
    parts = "\n".join(asset(f"{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();'


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, nothing runs but our own script, no text becomes markup."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _facts(plan: Plan, days: Days) -> str:
    counts = (
        (len(days), "day"),
        (len(plan.fixtures), "fixture"),
        (len(plan.calendar.targets), "target"),
        (len(plan.calendar.bounds), "dimension"),
    )
    told = [f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts]
    return " · ".join([*told, f"calendar {escape(plan.calendar.digest)}"])


def _notes(plan: Plan, days: Days) -> Iterator[str]:
    """What a person should know: an early end, levels held at their maximum, imports left out."""
    if plan.end < plan.asked:
        yield (
            f"Shown until {days.dated(plan.end)}, not {days.dated(plan.asked)}: more makes a page "
            "too large to open. For what follows: <code>kickoff plan --format html "
            f"--from {plan.end:%Y-%m-%dT%H:%M:%SZ}</code>"
        )
    yield from _first(_held(plan))
    yield from _first([escape(note) for note in plan.calendar.notes])


def _held(plan: Plan) -> list[str]:
    """A sentence for each dimension that is asked more than its maximum."""
    told = []
    for key, bounds in plan.calendar.bounds.items():
        if excess := max(plan.course(key).excess):
            told.append(
                f"<b><bdi>{escape('.'.join(key))}</bdi></b> is held at its max of "
                f"{bounds.maximum:,} while up to {excess:,} more are asked."
            )
    return told


def _first(notes: list[str]) -> Iterator[str]:
    yield from notes[:_TOLD]
    if len(notes) > _TOLD:
        yield f"... and {len(notes) - _TOLD:,} more like it."
