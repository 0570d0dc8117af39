"""What the tests with real peers share: the solutions, as modules.

Here the solutions of part 7 run as they would in life: on Python's own event loop, over loopback sockets, against
programs that nobody here wrote. Nothing of this is graded.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

SOLUTIONS = Path(__file__).resolve().parents[3] / "solutions" / "7_io"


@pytest.fixture
def solution() -> Iterator[Callable[[str], ModuleType]]:
    """Give what imports the solution of an exercise of part 7, by its topic."""
    imported: list[str] = []

    def load(topic: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"solution_of_{topic}", SOLUTIONS / f"{topic}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # where dataclasses look for it
        imported.append(spec.name)
        spec.loader.exec_module(module)
        return module

    yield load
    for name in imported:
        del sys.modules[name]
