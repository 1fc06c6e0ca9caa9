"""A function without a guard."""


def handler(event: object, context: object) -> object:
    """Return the event."""
    del context
    return event
