"""The strongest confinement that can be had here, found by asking the kernel.

| level | what holds a worker |
|---|---|
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

Level = Literal["landlock", "limits"]

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
    """A *level* with what it is had by, and in sentences: what it does not cover, why there is nothing stronger."""

    level: Level
    tool: str = ""
    gaps: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def name(self) -> str:
        """What a report calls it."""
        return f"{self.tool} + seccomp" if self.level == "landlock" else "limits only"

    @property
    def confines(self) -> Confines:
        """What the lab is told."""
        if self.level == "limits":
            return Confines()
        return Confines(landlock=True, seccomp=True, read=(*SYSTEM, *interpreter()), write=("/dev/null",))


LIMITS = Confinement("limits", gaps=("your files can be read, and the network reached",))


@functools.cache
def strongest() -> Confinement:
    """Find the strongest confinement that can be had here."""
    if sys.platform != "linux":
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        return msgspec.structs.replace(LIMITS, why_not=f"{system} has no Landlock")
    if platform.machine() not in MACHINES:
        return msgspec.structs.replace(LIMITS, why_not=f"there is no list of system calls for {platform.machine()}")
    version = landlock_version()
    if not version:
        return msgspec.structs.replace(LIMITS, why_not="this kernel has no Landlock, or it is turned off")
    gaps = () if version >= SIGNALS else ("signals to other processes of yours can be sent",)
    return Confinement("landlock", f"Landlock {version}", gaps)


def landlock_version() -> int:
    """Give the version of Landlock in this kernel; 0 for none."""
    return max(0, int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)))


def interpreter() -> tuple[str, ...]:
    """List the folders in which Python is, and its libraries."""
    known = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *site.getsitepackages()}
    known |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found = sorted(path for path in known if path and path != Path(path).anchor and Path(path).exists())
    return tuple(path for path in found if not any(path.startswith(f"{other}/") for other in found))
