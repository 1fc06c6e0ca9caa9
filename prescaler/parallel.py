"""Maps over sequences, in series or in threads: calls to AWS wait for the network."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")
_Value = TypeVar("_Value")


class ParallelMap(Protocol):
    """Applies a function to each item and returns the values in order."""

    def __call__(self, do: Callable[[_Item], _Value], items: Sequence[_Item], /) -> list[_Value]:
        """Return the value of each item."""
        ...


def map_serially(do: Callable[[_Item], _Value], items: Sequence[_Item], /) -> list[_Value]:
    """Apply the function to one item after the other."""
    return [do(item) for item in items]


class ThreadMap:
    """A pool of threads, kept between ticks."""

    def __init__(self, size: int) -> None:
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="prescaler")

    def __call__(self, do: Callable[[_Item], _Value], items: Sequence[_Item], /) -> list[_Value]:
        """Apply the function in parallel; an exception is raised once all items are done."""
        return list(self._threads.map(do, items))
