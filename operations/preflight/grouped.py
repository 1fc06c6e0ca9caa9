"""Things by what they have in common."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def grouped(each: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    """Lists by key, in the order of their first."""
    groups: dict[K, list[V]] = {}
    for value in each:
        groups.setdefault(key(value), []).append(value)
    return groups
