"""The handler of a Python function that the layer's wrapper guards: its own handler in a guard."""

import importlib
import os
from typing import Any

from kickoff_guard import warmed  # type: ignore[import-not-found]  # beside it in the layer

try:  # the runtime's own loader, for the errors that it would report
    from awslambdaric.bootstrap import _get_handler as load
except ImportError:

    def load(name: str) -> Any:  # noqa: ANN401 (any callable)
        """Return the handler with a name such as `pricing/app.handler`."""
        module, _, function = name.rpartition(".")
        return getattr(importlib.import_module(module.replace("/", ".")), function)


# The function's own code finds the handler's name where Lambda put it.
os.environ["_HANDLER"] = os.environ["KICKOFF_HANDLER"]

handler = warmed(load(os.environ["_HANDLER"]))
