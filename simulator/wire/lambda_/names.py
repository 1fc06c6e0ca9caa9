"""Names of functions in requests."""

from simulator.lambda_.errors import LATEST
from simulator.wire.json_rpc import Parameters


def split_name(text: str) -> tuple[str, str]:
    """Name and qualifier in a name, a partial ARN or an ARN; the qualifier may be empty."""
    name = text.partition("function:")[2] or text
    name, _, qualifier = name.partition(":")
    return name, qualifier


def named(parameters: Parameters) -> tuple[str, str | None]:
    """Name and qualifier of a request; None without a qualifier."""
    name, qualifier = split_name(parameters["FunctionName"])
    return name, parameters.get("Qualifier") or qualifier or None


def qualified(parameters: Parameters) -> tuple[str, str]:
    """Name and qualifier of a request; `$LATEST` without a qualifier."""
    name, qualifier = named(parameters)
    return name, qualifier or LATEST
