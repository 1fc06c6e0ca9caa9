"""Prices of a plan in words."""

from collections.abc import Collection, Iterator

from kickoff.calendar import BaseTarget, FunctionTarget, TableTarget
from kickoff.pricing.prices import DAY, DEFAULT_REGION, TYPICAL_USE, prices_of
from operations.plan_price import OWN, PINGS, PlanPrice, TargetPrice
from prescaler.resources.quote import price_unknown

_CENT = 0.01
_USE = f"if requests use {TYPICAL_USE:.0%} of each level"


def price_source(regions: Collection[str | None]) -> str:
    """Return the regions and the day of prices, and which regions have those of another one."""
    listed = sorted({prices_of(region).region for region in regions})
    text = f"prices of {' and '.join(listed)}, {DAY:%d %b %Y}"
    missing = sorted(each for each in regions if each and prices_of(each).region != each)
    if missing:
        text += f"; the list lacks {' and '.join(missing)}: those of {DEFAULT_REGION}"
    if None in regions:
        text += "; no region is set"
    return text


def target_text(price: TargetPrice, target: BaseTarget) -> str:
    """Return the price of one target; empty where it has none."""
    texts = []
    if capacity := price.capacity:
        planned, always = dollars(capacity.planned), dollars(capacity.always)
        if isinstance(target, TableTarget) and capacity.requests is None:
            texts.append(f"{planned} for on-demand requests, {_USE}")
        else:
            texts.append(f"{planned} as planned, {always} at its peak level throughout")
    reasons = (price_unknown(dimension, target) for dimension in target.capacities())
    if unknown := next(filter(None, reasons), ""):
        texts.append(f"its price is not known: it depends on {unknown}")
    if once := price.warm_throughput:
        texts.append(f"at most {dollars(once)} once for warm throughput, in each region")
    if (warming := price.warming) and isinstance(target, FunctionTarget):
        texts.append(
            f"{warming.pings:,} pings {dollars(warming.pinged)} with their logs and "
            f"{warming.starts:,} billed starts ({warming.gb_s:,.0f} GB-s at {target.memory} MB), "
            f"as provisioned concurrency {dollars(warming.provisioned)}"
        )
    return "; ".join(texts)


def bill_rows(price: PlanPrice) -> Iterator[tuple[str, str, str]]:
    """Yield each part of a total: its name, dollars and a note."""
    notes = {
        PINGS: f"{price.pings:,} with their logs, {price.starts:,} billed starts",
        OWN: "functions, metrics, alarms, logs and leases",
    }
    for part, amount in price.parts.items():
        yield part, dollars(amount), notes.get(part, "")


def savings(price: PlanPrice) -> Iterator[str]:
    """Yield the comparison with the highest levels kept always, and with on-demand tables.

    Pings are in neither: capacity does not replace them.
    """
    planned = price.without_pings
    if price.always:
        yield _compared(planned, price.always, "each highest level kept always")
    if price.requests:
        compared = _compared(planned, price.on_demand, "on-demand tables")
        yield f"{compared}, {_USE}; on-demand is cheaper below {price.break_even:.0%}"


def dollars(amount: float) -> str:
    """Return an amount in whole cents; "under $0.01" for less than a cent."""
    return f"${amount:,.2f}" if amount >= _CENT or not amount else f"under ${_CENT}"


def _compared(planned: float, other: float, name: str) -> str:
    if planned > other:
        return f"costs {dollars(planned - other)} more than {name} ({dollars(other)})"
    saved = other - planned
    return f"saves {dollars(saved)} ({saved / other:.0%}) against {name} ({dollars(other)})"
