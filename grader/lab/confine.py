"""What a worker does to itself before it hears of any submission: fewer files, no network, and fewer system calls.

All of the lab's own code has been imported by then and is never needed again. What was asked for and cannot be had
raises: a worker that is less confined than that does not serve.

Sources: landlock(7) and the kernel's userspace-api/landlock; seccomp(2) and linux/seccomp.h; prctl(2).
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.protocol import Confines

PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1

# linux/landlock.h
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls: the same number on every architecture
VERSION = 1
PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 0b11  # bind and connect, from ABI 4 on
SCOPES = 0b11  # abstract sockets and signals, from ABI 6 on
NETWORK_ABI, SCOPES_ABI = 4, 6
READING = READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | 1 << 15

# linux/bpf_common.h, linux/seccomp.h, linux/audit.h
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, FAIL = 0x7FFF0000, 0x00050000
EPERM, ENOSYS, AF_UNIX = 1, 38, 1
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000

SYSTEM_CALLS = {
    # name: its numbers on x86_64 and aarch64
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "quotactl": (179, 60),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "memfd_secret": (447, 447),
}
"""What no exercise needs, and what an attack on the kernel, or on other processes, begins with."""

SOCKET = (41, 198)
SECCOMP = {"x86_64": 317, "aarch64": 277}
STEP = 8
"""How many bytes one step of a filter has."""


class CannotConfine(Exception):
    """The system does not have what was asked for."""


class Walls:
    """What *confines* asks for, made ready once, for the workers of a lab to put up between them and everything else.

    *home* is the folder in which they may write. Raises CannotConfine.
    """

    def __init__(self, confines: Confines, home: str) -> None:
        self._rules = rules(confines.read, (home, *confines.write)) if confines.landlock else None
        self._filter = b"".join(_filter(platform.machine())) if confines.seccomp else b""

    def put_up(self) -> None:
        """Confine this process and all that it starts. Raises CannotConfine."""
        if self._rules is None and not self._filter:
            return
        if _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise CannotConfine("prctl: this process cannot renounce new privileges")
        if self._rules is not None:
            if _libc().syscall(RESTRICT_SELF, self._rules, 0):
                raise CannotConfine("Landlock: cannot restrict this process")
            os.close(self._rules)
        if self._filter:
            _install(self._filter)


# --- Landlock -------------------------------------------------------------------------------------------------------


def landlock_abi() -> int:
    """Give the version of Landlock that the running kernel has; 0 for none."""
    return max(0, int(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)))


def rules(read: Iterable[str], write: Iterable[str]) -> int:
    """Make rules that leave the files beneath *read* and *write*, and no TCP; give their descriptor."""
    abi = landlock_abi()
    if not abi:
        raise CannotConfine("this kernel has no Landlock, or it is turned off")
    rights = RIGHTS_BY_ABI[max(known for known in RIGHTS_BY_ABI if known <= abi)]
    attributes = struct.pack("QQQ", rights, NETWORK if abi >= NETWORK_ABI else 0, SCOPES if abi >= SCOPES_ABI else 0)
    ruleset = _libc().syscall(CREATE_RULESET, attributes, ctypes.c_size_t(_size(abi)), 0)
    if ruleset < 0:
        raise CannotConfine("Landlock: cannot make a set of rules")
    for paths, allowed in ((read, READING), (write, rights)):
        for path in paths:
            _allow(ruleset, path, allowed & rights)
    return int(ruleset)


def _size(abi: int) -> int:
    """Give how many bytes of the attributes this kernel knows."""
    return 24 if abi >= SCOPES_ABI else 16 if abi >= NETWORK_ABI else 8


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no rule
    try:
        if not os.path.isdir(path):  # noqa: PTH112 (pathlib costs its import)
            rights &= OF_FILES
        if _libc().syscall(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, beneath), 0):
            raise CannotConfine(f"Landlock: no rule for {path}")
    finally:
        os.close(beneath)


# --- seccomp --------------------------------------------------------------------------------------------------------


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _install(program: bytes) -> None:
    steps = _Program(len(program) // STEP, program)
    if _libc().syscall(SECCOMP[platform.machine()], SECCOMP_SET_MODE_FILTER, 0, ctypes.byref(steps)):
        raise CannotConfine("seccomp: the kernel does not take the filter")


def _filter(machine: str) -> list[bytes]:
    """Assemble the filter: another architecture's calls, and those of the list, fail; of sockets only local ones."""
    if machine not in MACHINES:
        raise CannotConfine(f"seccomp: there is no list of system calls for {machine}")
    which = sorted(MACHINES, reverse=True).index(machine)
    numbers = [number[which] for number in SYSTEM_CALLS.values()]
    refused = [_step(EQUAL, number, len(numbers) - place, 0) for place, number in enumerate(numbers)]
    last = [
        _step(RETURN, ALLOW),
        _step(RETURN, FAIL | EPERM),
    ]
    socket = [
        _step(EQUAL, SOCKET[which], 0, 3),
        _step(LOAD, FIRST_ARGUMENT),
        _step(EQUAL, AF_UNIX, 0, len(numbers) + 2),
        _step(LOAD, NUMBER),
    ]
    whole = [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, MACHINES[machine], 1, 0),
        _step(RETURN, FAIL | ENOSYS),
        _step(LOAD, NUMBER),
        *socket,
        *refused,
        *last,
    ]
    if machine == "x86_64":  # whose kernel may know a second set of numbers
        whole[4:4] = [_step(0x35, X32, 0, 1), _step(RETURN, FAIL | ENOSYS)]  # at or above: fail
    return whole


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)


# --- The C library --------------------------------------------------------------------------------------------------


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
