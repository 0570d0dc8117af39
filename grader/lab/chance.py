"""Chance that follows from a check's seed: also what Python asks the operating system for is the same every time.

`random` itself is seeded for each run. What makes names that nobody else has, `uuid.uuid4`, `secrets`, `tempfile`, asks
`os.urandom`, or makes a `random.Random` without a seed, whose seed comes from there.
"""

from __future__ import annotations

import functools
import operator
import os
import random
import sys
from typing import Any

from grader.lab.bubble import current


class Source:
    """Where the bytes of the open run come from."""

    real = staticmethod(os.urandom)
    seed = 0
    generator: random.Random | None = None
    """Made when it is first needed: most runs leave nothing to chance."""


def begin(seed: int) -> None:
    """Let all chance of the run that begins follow from *seed*."""
    random.seed(seed)
    Source.seed, Source.generator = seed, None
    if "tempfile" in sys.modules:
        tempfile: Any = sys.modules["tempfile"]
        # Or it goes on with the names of the run before; and looking for its folder takes some of them.
        tempfile.tempdir = tempfile._name_sequence = None  # noqa: SLF001 (has no other name)


@functools.wraps(os.urandom)
def urandom(size: Any, /) -> bytes:
    """Give *size* bytes that nobody foresees, but for the seed."""
    number = operator.index(size)
    if current() is None or number < 0:
        return Source.real(number)
    if Source.generator is None:
        Source.generator = random.Random(f"what the operating system gives to {Source.seed}")  # noqa: S311 (not for secrets)
    return Source.generator.randbytes(number)


def install() -> None:
    """Put it in the place of what asks the operating system. Call it once, before a submission is imported."""
    os.urandom = urandom
    setattr(random, "_urandom", urandom)  # noqa: B010 (SystemRandom's, which `secrets` uses: a copy)
    if hasattr(os, "getrandom"):
        setattr(os, "getrandom", _getrandom)  # noqa: B010 (mypy refuses to assign to a module's function)
    original = random.Random.seed

    @functools.wraps(original)
    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        original(self, int.from_bytes(urandom(32), "big") if a is None and current() is not None else a, version)

    setattr(random.Random, "seed", seed)  # noqa: B010 (as above)
    random.seed = random._inst.seed  # noqa: SLF001 (a copy, again)


def _getrandom(size: int, flags: int = 0) -> bytes:  # noqa: ARG001 (its flags say when to wait)
    return urandom(size)
