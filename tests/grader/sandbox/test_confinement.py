"""What a submission cannot do where its worker is confined by Landlock and seccomp."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from grader.judge.client import Lab, Start
from grader.protocol import Begin, Limits, Load, Loaded
from grader.sandbox import confinement
from grader.sandbox.confinement import LIMITS, Confinement, in_a_box, without_a_box

needs_landlock = pytest.mark.skipif(without_a_box().level != "landlock", reason="this machine has no Landlock")

FORBIDDEN = {
    "reads a file of the user's": "open({home!r})",
    "reads a suite": "open({suite!r})",
    "reads the judge's code": "open({judge!r})",
    "reads the password file": "open('/etc/passwd')",
    "lists a folder": "os.listdir({folder!r})",
    "writes a file": "open({folder!r} + '/written', 'w')",
    "writes into the interpreter": "open(os.__file__, 'a')",
    "makes a folder": "os.mkdir({folder!r} + '/made')",
    "removes a file": "os.unlink({home!r})",
    "links to a file": "os.link({home!r}, os.environ.get('TMPDIR', '/tmp') + '/link')",
    "reads another's memory": "open('/proc/%d/mem' % os.getppid())",
    "reads another's environment": "open('/proc/%d/environ' % os.getppid())",
    "signals its parent": "os.kill(os.getppid(), 0)",
    "signals the judge": "os.kill({pid}, 0)",
    "opens a network socket": "load('_socket').socket(2, 1)",
    "opens a raw socket": "load('_socket').socket(17, 3)",
    "starts a program": "os.execv('/bin/true', ['true'])",
}


@needs_landlock
@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_what_is_forbidden(start: Start, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Each of these is refused, and changes nothing."""
    home = tmp_path / "home.txt"
    home.write_text("mine")
    names = {
        "home": str(home),
        "folder": str(tmp_path),
        "suite": str(next(pytestconfig.rootpath.glob("tests/public/*/test_*.py"))),
        "judge": str(pytestconfig.rootpath / "grader" / "judge" / "grading.py"),
        "pid": os.getpid(),
    }
    lines = ["import os", 'load = vars()["".join(["__built", "ins__"])]["".join(["__imp", "ort__"])]']
    for what, code in FORBIDDEN.items():
        lines += ["try:", f"    {code.format(**names)}", f"    print({what!r})", "except OSError:", "    pass"]
    assert printed("\n".join(lines), start, without_a_box()) == ""
    assert [path.name for path in tmp_path.iterdir()] == ["home.txt"]
    assert home.read_text() == "mine"


@needs_landlock
@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_what_is_left(start: Start) -> None:
    """Python's own library can be imported late, randomness read, and a thread or a child started."""
    source = """
        import os, random, threading
        import xml.dom.minidom, zoneinfo, mimetypes
        mimetypes.init()
        thread = threading.Thread(target=print, args=("thread",))
        thread.start()
        thread.join()
        with open("/dev/urandom", "rb") as source, open("/dev/null", "w") as sink:
            print(len(os.urandom(4)), len(source.read(4)), sink.write("x"))
        if os.fork() == 0:
            os._exit(7)
        print(os.waitstatus_to_exitcode(os.wait()[1]))
    """
    assert printed(source, start, without_a_box()) == "thread\n4 4 1\n7\n"


def test_levels_are_named() -> None:
    """A report says by what a submission was confined."""
    assert LIMITS.name == "limits only"
    assert Confinement("landlock", "Landlock 7 + seccomp").name == "Landlock 7 + seccomp"


@pytest.mark.parametrize(
    ("platform", "machine", "version", "said"),
    [
        ("darwin", "arm64", 0, "macOS has no Landlock"),
        ("win32", "AMD64", 0, "Windows has no Landlock"),
        ("linux", "riscv64", 5, "there is no list of system calls for riscv64"),
        ("linux", "x86_64", 0, "this kernel has no Landlock, or it is turned off"),
    ],
)
def test_weakest_level_says_why(
    monkeypatch: pytest.MonkeyPatch, platform: str, machine: str, version: int, said: str
) -> None:
    """Where only limits can be had, it is said what is missing."""
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr(confinement, "landlock_version", lambda: version)
    found = without_a_box.__wrapped__()
    assert (found.level, found.why_not) == ("limits", said)


@pytest.mark.parametrize(("version", "gaps"), [(7, 0), (6, 0), (5, 1)])
def test_gaps_of_older_kernels_are_told(monkeypatch: pytest.MonkeyPatch, version: int, gaps: int) -> None:
    """A kernel whose Landlock does not keep signals in is said to be one."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(confinement, "landlock_version", lambda: version)
    found = without_a_box.__wrapped__()
    assert (found.level, len(found.gaps)) == ("landlock", gaps)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_box_needs_linux(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """Nobody looks for bubblewrap elsewhere."""
    monkeypatch.setattr("sys.platform", platform)
    assert in_a_box.__wrapped__() is None


def printed(source: str, start: Start, confined: Confinement) -> str:
    """Return what a submission prints when it is imported."""
    with Lab(start, confinement=confined) as lab:
        worker = lab.worker()
        worker.tell(Begin(topic="t", filename="t.py", source=textwrap.dedent(source), seed=0))
        answer = worker.ask(Load(limits=Limits()))
        worker.close()
    assert isinstance(answer, Loaded)
    assert answer.problem is None, answer.problem
    return answer.output
