"""The asynchronous generators of a loop that are not at their end, in the order in which they were begun.

asyncio keeps them in a set, which iterates by address: at shutdown, their order would be another one each time.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import AsyncGeneratorType

    Generator = AsyncGeneratorType[Any, Any]


class Generators:
    """As much of a `weakref.WeakSet` as `asyncio.BaseEventLoop` uses."""

    def __init__(self) -> None:
        self._references: dict[int, weakref.ref[Generator]] = {}

    def add(self, generator: Generator) -> None:
        """Add *generator*, until it is gone."""
        key, references = id(generator), self._references
        references[key] = weakref.ref(generator, lambda _: references.pop(key, None))

    def discard(self, generator: Generator) -> None:
        """Forget *generator*."""
        self._references.pop(id(generator), None)

    def clear(self) -> None:
        """Forget all."""
        self._references.clear()

    def __len__(self) -> int:
        return len(self._references)

    def __iter__(self) -> Iterator[Generator]:
        found = [reference() for reference in self._references.values()]
        return (generator for generator in found if generator is not None)
