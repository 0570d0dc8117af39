"""The basic limits of a lab's process, which hold wherever nothing stronger can be had.

A process group of its own, caps on memory, CPU, files and descriptors, and an environment of a few fixed names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

try:
    import resource
except ImportError:  # Windows has none of these limits
    resource = None  # type: ignore[assignment]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Caps:
    """What one lab process may use; sizes in bytes, CPU in seconds."""

    memory: int = 2048 * MEBIBYTE
    cpu: int = 300
    file_size: int = 16 * MEBIBYTE
    descriptors: int = 256

    def items(self) -> list[tuple[int, int]]:
        """Give the resource numbers with their limits."""
        return [
            (resource.RLIMIT_AS, self.memory),
            (resource.RLIMIT_CPU, self.cpu),
            (resource.RLIMIT_FSIZE, self.file_size),
            (resource.RLIMIT_NOFILE, self.descriptors),
            (resource.RLIMIT_CORE, 0),
        ]


def environment(root: str) -> dict[str, str]:
    """Give a lab's whole environment; *root* is where the `grader` package is."""
    fixed = {
        "PYTHONPATH": root,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYTHONNOUSERSITE": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PATH": os.defpath,
    }
    # Windows cannot start Python without these two; they say nothing about the user.
    return fixed | {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}


def start(arguments: Sequence[str], root: str, caps: Caps, **options: Any) -> subprocess.Popen[bytes]:
    """Start this Python with *arguments* in a session of its own, under *caps*.

    Its standard error is thrown away. *options* go to `subprocess.Popen`.
    """
    command = [sys.executable, "-s", "-P", *arguments]
    options = {"stderr": subprocess.DEVNULL, "cwd": os.path.abspath(os.sep), "env": environment(root)} | options
    if resource is None:
        return subprocess.Popen(command, **options)  # noqa: S603 (our own interpreter, our own words)
    options["start_new_session"] = True
    if not hasattr(resource, "prlimit"):
        return subprocess.Popen(command, preexec_fn=lambda: _limit_self(caps), **options)  # noqa: S603, PLW1509 (as above; before any thread)
    process = subprocess.Popen(command, **options)  # noqa: S603 (as above)
    for which, most in caps.items():
        resource.prlimit(process.pid, which, _pair(which, most))
    return process


def _limit_self(caps: Caps) -> None:
    for which, most in caps.items():
        resource.setrlimit(which, _pair(which, most))


def _pair(which: int, most: int) -> tuple[int, int]:
    """Give soft and hard limits, never above the hard limit that is in force."""
    _, hard = resource.getrlimit(which)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    return allowed, allowed
