"""Names of functions, and the errors that name them; the words are AWS's, as recorded."""

from simulator.errors import ServiceError

LATEST = "$LATEST"


def function_arn(name: str, qualifier: str | None = None) -> str:
    """The ARN of a function, or of its version or alias."""
    arn = f"arn:aws:lambda:eu-west-1:123456789012:function:{name}"
    return arn if qualifier is None else f"{arn}:{qualifier}"


def is_version(qualifier: str) -> bool:
    """Return whether a qualifier is `$LATEST` or a number; otherwise it is an alias."""
    return qualifier == LATEST or qualifier.isdigit()


def not_found(name: str, qualifier: str | None = None) -> ServiceError:
    """The error for an unknown function or qualifier."""
    message = f"Function not found: {function_arn(name, qualifier)}"
    return ServiceError("ResourceNotFoundException", message, status=404)


def alias_not_found(name: str, alias: str) -> ServiceError:
    """The error for an unknown alias where an alias is expected."""
    message = f"Cannot find alias arn: {function_arn(name, alias)}"
    return ServiceError("ResourceNotFoundException", message, status=404)


def invalid_parameter(message: str) -> ServiceError:
    """An InvalidParameterValueException."""
    return ServiceError("InvalidParameterValueException", message)


def conflict(message: str) -> ServiceError:
    """A ResourceConflictException."""
    return ServiceError("ResourceConflictException", message, status=409)
