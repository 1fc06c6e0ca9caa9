"""Work done side by side: calls wait for the network most of their time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class ParallelMap(Protocol):
    """Does something with each of many, and answers in their order."""

    def __call__(self, do: Callable[[_Given], _Made], each: Sequence[_Given], /) -> list[_Made]:
        """What came of each."""
        ...


def map_serially(do: Callable[[_Given], _Made], each: Sequence[_Given], /) -> list[_Made]:
    """One after the other."""
    return [do(given) for given in each]


class ThreadMap:
    """A bounded number of threads, kept between ticks."""

    def __init__(self, size: int) -> None:
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="prescaler")

    def __call__(self, do: Callable[[_Given], _Made], each: Sequence[_Given], /) -> list[_Made]:
        """Side by side; what one raises is raised once all have ended."""
        return list(self._threads.map(do, each))
