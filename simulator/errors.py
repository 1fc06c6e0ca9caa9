"""Errors that a service returns."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class ServiceError(Exception):
    """An AWS error: code, message, HTTP status, and extra fields such as `Reason`."""

    def __init__(
        self, code: str, message: str, *, status: int = 400, fields: Mapping[str, Any] = _NOTHING
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields


def invalid(message: str) -> ServiceError:
    """A ValidationException."""
    return ServiceError("ValidationException", message)
