"""HTML made from the templates of this package."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from operations.pages.prices import dollars


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
    environment.filters |= {"thousands": "{:,}".format, "dollars": dollars}
    return environment.get_template(template).render(values)
