"""What a service refuses."""

from collections.abc import Mapping
from types import MappingProxyType

_NOTHING: Mapping[str, str] = MappingProxyType({})


class ServiceError(Exception):
    """An AWS error: code, words, HTTP status, and fields of its own such as `Reason`."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        fields: Mapping[str, str] = _NOTHING,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields


def invalid(message: str) -> ServiceError:
    """The ValidationException that most refusals are."""
    return ServiceError("ValidationException", message)
