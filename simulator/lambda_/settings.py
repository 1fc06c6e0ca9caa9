"""Settings that a function is created with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FunctionConfiguration:
    """Settings of `$LATEST` or of a version; `timeout_s` in seconds, `memory_mb` in megabytes."""

    runtime: str = "python3.13"
    handler: str = "handler.handler"
    role: str = "arn:aws:iam::123456789012:role/function"
    description: str = ""
    memory_mb: int = 256
    timeout_s: int = 30
    variables: Mapping[str, str] = field(default=_NONE)
