"""The command that looks at the machine and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import doctor
from grader.cli import main
from grader.judge.canary import Canary
from grader.sandbox.confinement import LIMITS, Confinement

BOXED = Confinement("bubblewrap", "bubblewrap 1 + seccomp", ("this",), program="/bwrap")
GAPPED = Confinement("landlock", "Landlock 5 + seccomp", ("that",))


def test_doctor_tells_of_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Each level is told of, the limits, and how long the lab takes; the status is 0."""
    assert main(["doctor"]) == 0
    out, err = capsys.readouterr()
    names = [line[: doctor.WIDTH].strip() for line in out.splitlines() if line[:1] != " "]
    expected = ["Python", "System", "Workers", "bubblewrap", "Landlock", "limits", "Limits", "cgroup v2"]
    assert names == [*expected, "A grade has", "The lab"]
    assert out.splitlines()[-1].split()[2] == "works;"
    assert err == ""


def test_doctor_says_that_nothing_can_be_graded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lab that does not work is the only thing that changes the status."""
    monkeypatch.setattr(Canary, "sings", lambda _: False)
    assert main(["doctor"]) == 2
    assert capsys.readouterr().err == (
        "The lab does not start here, or does not answer rightly: nothing can be graded.\n"
    )


def told(monkeypatch: pytest.MonkeyPatch, box: Confinement | None, without: Confinement) -> list[str]:
    """Return what is said of a machine with *box*, and *without*."""
    monkeypatch.setattr(doctor, "in_a_box", lambda: box)
    monkeypatch.setattr(doctor, "without_a_box", lambda: without)
    monkeypatch.setattr(doctor, "no_box", lambda: "there is no bwrap here")
    monkeypatch.setattr(doctor, "remedy", lambda _: "get it")
    return [" ".join(line.split()) for line in doctor.examine(Path("/"))]


def test_what_is_there_is_told_with_its_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a level does not cover stands below it."""
    lines = told(monkeypatch, BOXED, GAPPED)
    assert lines[3:7] == [
        "bubblewrap /bwrap makes boxes: bubblewrap 1 + seccomp",
        "not covered: this",
        "Landlock yes: Landlock 5 + seccomp",
        "not covered: that",
    ]


def test_what_is_missing_is_told_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why there is none, and the command that would help."""
    monkeypatch.setattr(doctor, "landlock_version", lambda: 0)
    monkeypatch.setattr("sys.platform", "linux")
    lines = told(monkeypatch, None, Confinement("limits", gaps=LIMITS.gaps, why_not="it is off"))
    assert lines[3:7] == [
        "bubblewrap no: there is no bwrap here",
        "would help: get it",
        "Landlock no: it is off",
        "would help: Linux 5.13 or newer, started with lsm=landlock,…",
    ]
