"""HTML made from the templates of this package."""

from jinja2 import Environment, PackageLoader, StrictUndefined

_CENT = 0.01


def render(template: str, **values: object) -> str:
    """Return a template with values filled in; text is escaped, a missing value is an error."""
    environment = Environment(
        loader=PackageLoader("operations.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    environment.filters |= {"thousands": "{:,}".format, "dollars": _dollars}
    return environment.get_template(template).render(values)


def _dollars(amount: float) -> str:
    """An amount in whole cents; "under $0.01" for less than a cent."""
    return f"${amount:,.2f}" if amount >= _CENT or not amount else f"under ${_CENT}"
