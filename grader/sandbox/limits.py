"""The basic limits of a lab's process, which hold wherever nothing stronger can be had.

A process group of its own, caps on memory, CPU, files and descriptors, and an environment of a few fixed names.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
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
    processes: int = 1024
    """Also threads, of all workers together; memory ends those of one process at some 250. Only in a box, where nobody
    else's count."""

    def items(self) -> list[tuple[int, int]]:
        """Give the resource numbers with their limits: none where the system has none."""
        if not hasattr(resource, "RLIMIT_AS"):
            return []
        return [
            (resource.RLIMIT_AS, self.memory),
            (resource.RLIMIT_CPU, self.cpu),
            (resource.RLIMIT_FSIZE, self.file_size),
            (resource.RLIMIT_NOFILE, self.descriptors),
            (resource.RLIMIT_CORE, 0),
        ]

    def items_in_a_box(self) -> list[tuple[int, int]]:
        """Give those of a lab that has a user namespace of its own."""
        own = [(resource.RLIMIT_NPROC, self.processes)] if _counts_by_namespace(os.uname().release) else []
        return self.items() + own


def _counts_by_namespace(release: str) -> bool:
    """Tell whether this kernel counts the processes of each user namespace apart: from 5.14 on."""
    major, minor = re.match(r"(\d+)\.(\d+)", release + ".0").groups()  # type: ignore[union-attr]  # Linux has numbers
    return (int(major), int(minor)) >= (5, 14)


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
        "MALLOC_ARENA_MAX": "1",  # or the C library sets 64 MiB aside for each thread, up to eight times the cores
    }
    # Windows cannot start Python without these two; they say nothing about the user.
    return fixed | {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}


def start(
    arguments: Sequence[str], root: str, caps: Caps, box: Sequence[str] = (), **options: Any
) -> subprocess.Popen[bytes]:
    """Start this Python with *arguments*, which begin with ``-m MODULE``, in a session of its own, under *caps*.

    *box* is the command that puts it into a box, if it is to be in one: then it is not the process that is started
    here, and limits itself. Its standard error is thrown away. *options* go to `subprocess.Popen`.
    """
    can_limit_others = hasattr(resource, "prlimit") and not box
    if not can_limit_others:
        arguments = _limiting_itself(arguments, caps.items_in_a_box() if box else caps.items())
    command = [*box, sys.executable, "-s", "-P", *arguments]
    given: dict[str, Any] = {
        "stderr": subprocess.DEVNULL,
        "cwd": Path(sys.executable).anchor,
        "env": environment(root),
        "start_new_session": True,
    }
    process = subprocess.Popen(command, **given | options)  # noqa: S603 (our own interpreter, our own words)
    if can_limit_others:
        with contextlib.suppress(ProcessLookupError):  # it has ended already, as whoever talks to it will notice
            for which, most in caps.items():
                resource.prlimit(process.pid, which, _pair(which, most))
    return process


def kill(pid: int) -> None:
    """Kill process *pid* and its group; harmless if they have ended."""
    if not kill_group(pid):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def kill_group(pid: int) -> bool:
    """Kill the process group of *pid*, whose leader may have ended; tell whether there was any."""
    if not hasattr(os, "killpg"):
        return False
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        return False
    return True


LIMIT_ITSELF = """
import contextlib, runpy, sys
for pair in filter(None, sys.argv[1].split(",")):
    import resource
    which, most = map(int, pair.split(":"))
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
        resource.setrlimit(which, (most, most))
module = sys.argv[3]  # after "-m"
del sys.argv[1:4]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


def _limiting_itself(arguments: Sequence[str], items: Sequence[tuple[int, int]]) -> list[str]:
    """Give the arguments by which Python limits itself before it begins, where one process cannot limit another."""
    pairs = [f"{which}:{most}" for which, most in items]
    return ["-c", LIMIT_ITSELF, ",".join(pairs), *arguments]


def _pair(which: int, most: int) -> tuple[int, int]:
    """Give soft and hard limits, never above the hard limit that is in force."""
    _, hard = resource.getrlimit(which)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    return allowed, allowed
