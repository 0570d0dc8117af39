"""A server on loopback that behaves like GitHub's API, and what the tests of posting need besides.

gidgethub is in the lock of posting only: these tests run in `nox -s peers`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

if find_spec("gidgethub") is None:
    collect_ignore_glob = ["test_*.py"]
else:
    from tests.grader.github.server import GitHub

    @pytest.fixture
    def github() -> Iterator[GitHub]:
        """Return a server that has begun to answer, on a loop and in a thread of its own."""
        server = GitHub()
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
            yield server
            asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
