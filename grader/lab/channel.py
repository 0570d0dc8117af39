"""Messages over a pair of file descriptors."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from grader.protocol import HEADER, MAX_FRAME, Codec, frame

if TYPE_CHECKING:
    from grader.protocol import Message, Request


class Channel:
    """Reads requests from one descriptor and writes responses to another (the same one, for a socket)."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing

    def receive(self) -> Request | None:
        """Give the next request, or None when the judge has hung up."""
        header = self._read(HEADER.size)
        if header is None:
            return None
        (size,) = HEADER.unpack(header)
        if size > MAX_FRAME:
            raise ValueError(f"a message of {size} bytes is over the limit of {MAX_FRAME}")
        body = self._read(size)
        return None if body is None else Codec.request.decode(body)

    def send(self, message: Message) -> None:
        """Send *message*."""
        data = memoryview(frame(message))
        while data:
            data = data[os.write(self._writing, data) :]

    def _read(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            piece = os.read(self._reading, size - len(data))
            if not piece:
                return None
            data += piece
        return data
