"""A function without a guard. It answers each event with the event itself."""

import os


def handler(event: object, context: object) -> object:
    """Return the event; fail if it is "fail"."""
    del context
    if event == "fail":
        raise LookupError("no price")
    return os.environ["_HANDLER"] if event == "handler" else event
