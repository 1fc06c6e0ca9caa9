"""The rows of the timelines: a picture for every dimension, in the calendar's order."""

from html import escape
from itertools import groupby

from kickoff.calendar import FunctionTarget, TableTarget
from kickoff.timeline import Key
from operations.pages.plan_page.drawing import HEIGHT, WIDTH, outline
from operations.pages.plan_page.embedded import scale
from operations.pages.plan_page.packed import Plan
from operations.pages.plan_page.pricing import told

# Drawn without the script, that is; with it, each row is drawn when it comes into view.
DRAWN = 100


def timelines(plan: Plan) -> str:
    """A section for each target."""
    numbered = enumerate(plan.calendar.bounds)
    return "\n".join(
        _section(target, list(own), plan)
        for target, own in groupby(numbered, key=lambda pair: pair[1].target)
    )


def _section(target: str, keys: list[tuple[int, Key]], plan: Plan) -> str:
    rows = "\n".join(_row(number, key, plan) for number, key in keys)
    price = f"<p>{told(plan.prices[target])}</p>"
    return (
        f'<section class="target"><header><h3><bdi>{escape(target)}</bdi></h3> '
        f"<small>{_resource(plan.calendar.targets[target])}</small>{price}</header>\n"
        f"{rows}</section>"
    )


def _row(number: int, key: Key, plan: Plan) -> str:
    bounds, course = plan.calendar.bounds[key], plan.course(key)
    peak = max(course.levels)
    facts = f"base {bounds.baseline:,} · peak {peak:,} · max {bounds.maximum:,}"
    named = escape(".".join(key))
    return (
        f'<div class="row{" flat" if len(course.levels) == 1 else ""}" data-row="{number}">'
        f'<div class="name"><b><bdi>{escape(key.dimension)}</bdi></b><span class="at"></span>'
        f"<small>{facts}</small></div>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{named}: {facts}">{_picture(number, key, plan)}</svg></div>'
    )


def _picture(number: int, key: Key, plan: Plan) -> str:
    """The whole span; nothing in a row that only the script draws."""
    if number >= DRAWN:
        return ""
    line, area = outline(plan.course(key), scale(plan, key))
    return f'<path class="area" d="{area}"/><path class="line" d="{line}"/>'


def _resource(target: TableTarget | FunctionTarget) -> str:
    if isinstance(target, TableTarget):
        named = f"table {target.table}"
    else:
        named = f"function {target.function}{f':{target.qualifier}' if target.qualifier else ''}"
    return escape(f"{named} in {target.region}" if target.region else named)
