"""An operation of Lambda's control plane."""

from collections.abc import Callable
from typing import Any, NamedTuple

from simulator.cloud import Cloud
from simulator.errors import ServiceError
from simulator.wire.json_rpc import Parameters

Content = dict[str, Any] | None


class LambdaOperation(NamedTuple):
    """An operation, the parameters it supports, and the HTTP status of its success."""

    perform: Callable[[Cloud, Parameters], Content]
    accepts: frozenset[str]
    status: int = 200

    def check(self, name: str, parameters: Parameters) -> None:
        """Refuse a parameter that is not supported.

        Raises:
            ServiceError: InvalidParameterValueException.
        """
        unknown = sorted(parameters.keys() - self.accepts)
        if unknown:
            raise ServiceError(
                "InvalidParameterValueException",
                f"the stand-in's {name} does not support {', '.join(unknown)}",
            )
