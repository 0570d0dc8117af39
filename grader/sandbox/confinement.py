"""The strongest confinement that can be had here, found by asking the kernel.

| level | what holds a worker |
|---|---|
| bubblewrap | all that follows; and namespaces of its own, in which there are no other files, no other processes and no network, and which end with the judge |
| landlock | Landlock: no files but the interpreter's and a scratch folder, no program started, no TCP, no signal to anybody else; seccomp: no sockets but local ones, no call that reaches into other processes or far into the kernel; limits |
| limits | caps on CPU, memory, file sizes and descriptors, and nothing that keeps it from reading |
"""  # noqa: E501 (a table)

from __future__ import annotations

import ctypes
import functools
import platform
import site
import sys
import sysconfig
from pathlib import Path
from typing import Literal

import msgspec

from grader.protocol import Confines
from grader.sandbox import bubblewrap, remedies

Level = Literal["bubblewrap", "landlock", "limits"]
Sandbox = Literal["auto", "require", "off"]

SYSTEM = (
    *("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types"),
    *("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"),
)
"""What of the system Python and its libraries read."""

MACHINES = ("x86_64", "aarch64")
"""The machines whose system calls the lab knows by number."""

CREATE_RULESET, VERSION = 444, 1
"""landlock_create_ruleset(2), and the flag by which it tells the version of Landlock."""

SIGNALS = 6
"""The version of Landlock from which on it also keeps signals in."""


class Confinement(msgspec.Struct, frozen=True):
    """A *level* with what it is had by, and in sentences: what it does not cover, why there is nothing stronger.

    *program* is the bwrap that makes its box.
    """

    level: Level
    tool: str = ""
    gaps: tuple[str, ...] = ()
    why_not: str = ""
    landlock: bool = False
    seccomp: bool = False
    program: str = ""

    @property
    def name(self) -> str:
        """What a report calls it."""
        return self.tool or "limits only"

    @property
    def confines(self) -> Confines:
        """What the lab is told."""
        if not self.landlock:
            return Confines(seccomp=self.seccomp)
        return Confines(landlock=True, seccomp=self.seccomp, read=(*SYSTEM, *interpreter()), write=("/dev/null",))

    def box(self, root: str) -> list[str]:
        """Give the command that puts a lab in its box, to come before its own; *root* has the `grader` package."""
        return bubblewrap.command(self.program, in_the_box(), root) if self.program else []


UNCONFINED = "your files can be read, and the network reached"
LIMITS = Confinement("limits", gaps=(UNCONFINED,))


@functools.cache
def strongest() -> Confinement:
    """Find the strongest confinement that can be had here."""
    found = in_a_box() or without_a_box()
    if found.level == "limits" and sys.platform == "linux":
        return msgspec.structs.replace(found, why_not=f"{found.why_not}, and {no_box()}")
    return found


@functools.cache
def in_a_box() -> Confinement | None:
    """Find the confinement that bubblewrap gives here, if it can."""
    if sys.platform != "linux":
        return None
    probe = bubblewrap.probe(in_the_box())
    if not probe.program:
        return None
    known = platform.machine() in MACHINES
    version = landlock_version() if known else 0
    parts = [f"bubblewrap {probe.version}", f"Landlock {version}" if version else "", "seccomp" if known else ""]
    return Confinement(
        "bubblewrap",
        " + ".join(filter(None, parts)),
        () if version >= SIGNALS else ("the runs of one submission can reach each other",),
        landlock=bool(version),
        seccomp=known,
        program=probe.program,
    )


@functools.cache
def without_a_box() -> Confinement:
    """Find the strongest confinement that can be had here without bubblewrap."""
    if sys.platform != "linux":
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        return _limits(f"{system} has no Landlock")
    if platform.machine() not in MACHINES:
        return _limits(f"there is no list of system calls for {platform.machine()}")
    version = landlock_version()
    if not version:
        return _limits("this kernel has no Landlock, or it is turned off")
    gaps = () if version >= SIGNALS else ("signals to other processes of yours can be sent",)
    return Confinement("landlock", f"Landlock {version} + seccomp", gaps, landlock=True, seccomp=True)


def _limits(why_not: str) -> Confinement:
    return msgspec.structs.replace(LIMITS, why_not=why_not)


def no_box() -> str:
    """Say why bubblewrap makes no box here."""
    return bubblewrap.probe(in_the_box()).why_not if sys.platform == "linux" else "it needs Linux"


def remedy(root: Path) -> str:
    """Give what would help to have something stronger than limits; the course is at *root*."""
    if sys.platform != "linux":
        return remedies.for_another_system(root)
    return remedies.for_bubblewrap(next(iter(bubblewrap.programs()), ""), no_box())


def landlock_version() -> int:
    """Give the version of Landlock in this kernel; 0 for none."""
    return max(0, int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)))


def interpreter() -> tuple[str, ...]:
    """List the folders in which Python is, and its libraries."""
    known = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *site.getsitepackages()}
    known |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found = sorted(path for path in known if path and path != Path(path).anchor and Path(path).exists())
    return tuple(path for path in found if not any(path.startswith(f"{other}/") for other in found))


def in_the_box() -> tuple[str, ...]:
    """List what a box has: all that a worker may read, and each link by which this Python was started."""
    found, links = Path(sys.executable), []
    while found.is_symlink():
        found = found.parent / found.readlink()
        links.append(str(found))
    there = (*SYSTEM, *interpreter())
    return (*there, *(link for link in links if not link.startswith(tuple(f"{place}/" for place in there))))
