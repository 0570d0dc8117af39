"""Says in a terminal what is going on, on a line that goes away."""

from __future__ import annotations

import os
from typing import Self, TextIO


class Progress:
    """A line at the end of a terminal; nothing at all where *stream* is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        # A descriptor of its own: pytest captures the stream's while it runs.
        self._descriptor = os.dup(stream.fileno()) if stream.isatty() else None

    def __call__(self, topic: str) -> None:
        """Say that *topic* is being graded."""
        self._write(f"Grading {topic} ")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._write("")
        if self._descriptor is not None:
            os.close(self._descriptor)

    def _write(self, text: str) -> None:
        if self._descriptor is not None:
            os.write(self._descriptor, f"\r\x1b[K{text}".encode())
