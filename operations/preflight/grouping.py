"""Grouping of values by a key."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def group_by(values: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    """Return lists of values by key, in the order of each key's first value."""
    groups: dict[K, list[V]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups
