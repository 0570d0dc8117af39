"""What the tests of the formats share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Return what compares a text with a file in golden/; with REGOLD=1 it writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("REGOLD"):
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return compare
