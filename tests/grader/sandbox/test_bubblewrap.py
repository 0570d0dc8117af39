"""What a submission finds in a box of bubblewrap's, and what the judge knows of a box."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.judge import boxes
from grader.judge.client import Lab
from grader.judge.watch import Budget, LabDied, state
from grader.protocol import Begin, Limits, Load, Loaded
from grader.sandbox import bubblewrap, confinement, limits
from grader.sandbox.confinement import Confinement, in_a_box, without_a_box

BOX = in_a_box() or without_a_box()
pytestmark = pytest.mark.skipif(BOX.level != "bubblewrap", reason="this machine makes no boxes")

WALL_LESS = msgspec.structs.replace(BOX, landlock=False, seccomp=False)
"""The box alone, so that it is seen what it holds by itself."""

MOMENT = 20.0
"""Seconds within which something has to have happened, on however busy a machine; as a rule it takes a hundredth."""


def printed(source: str, confined: Confinement = WALL_LESS) -> str:
    """Return what a submission prints when it is imported."""
    with Lab("fork", confinement=confined) as lab:
        worker = lab.worker()
        worker.tell(Begin(topic="t", filename="t.py", source=textwrap.dedent(source), seed=0))
        answer = worker.ask(Load(limits=Limits()))
        worker.close()
    assert isinstance(answer, Loaded)
    assert answer.problem is None, answer.problem
    return answer.output


def until(condition: Callable[[], bool]) -> bool:
    """Wait for *condition*; tell whether it came true."""
    end = time.monotonic() + MOMENT
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_only_the_lab_is_in_it(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Neither homes nor suites nor solutions nor the rest of the grader are there, not even for who may read all."""
    (tmp_path / "mine").write_text("mine")
    root = pytestconfig.rootpath
    there = [tmp_path / "mine", root / "tests", root / "solutions", root / "exercises", root / "grader" / "judge"]
    there += [root / "pyproject.toml", Path("/etc/passwd"), Path("/etc/hostname"), Path("/var"), Path("/run")]
    source = f"""
        import os
        print([path for path in {list(map(str, there))} if os.path.exists(path)])
        print(sorted(os.listdir({str(root / "grader")!r})))
    """
    missing, ours = printed(source).splitlines()
    assert ast.literal_eval(missing) == []
    assert set(ast.literal_eval(ours)) <= {"__init__.py", "lab", "protocol.py", "upstream.py"}


def test_nothing_but_the_scratch_folder_can_be_written() -> None:
    """All else is read-only, and the scratch folder is small."""
    source = """
        import os, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for folder in ("/", "/dev", "/usr", "/tmp", "/proc", os.path.dirname(os.__file__)):
            try:
                open(folder + "/written", "w")
            except OSError as error:
                continue
            print(folder)
        written = 0
        try:
            for number in range(100):
                with open(f"{os.environ['TMPDIR']}/{number}", "wb") as file:
                    written += file.write(bytes(8 << 20))
        except OSError as error:
            print(error.strerror, written >> 20)
    """
    said, size = printed(source).strip().rsplit(" ", 1)
    assert said == "No space left on device"
    assert int(size) <= bubblewrap.SCRATCH >> 20


def test_it_is_alone() -> None:
    """There are no other processes, no network device but the loopback, no name of the machine, and no rights."""
    source = """
        import os
        def read(path):
            with open(path) as file:
                return list(file)
        print(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()) == [1, os.getpid()])
        print([line.split()[0] for line in read("/proc/net/dev") if ":" in line])
        print(os.uname().nodename)
        print({line.split()[1] for line in read("/proc/self/status") if line[:3] == "Cap"})
        try:
            os.kill(1, 9)
            os.kill(1, 19)
        except OSError:
            pass
    """
    assert printed(source).splitlines() == ["True", "['lo:']", "lab", "{'0000000000000000'}"]


def test_environment_and_descriptors_are_those_of_any_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission finds a few fixed names, its channel and nothing else, as it does without a box."""
    source = """
        import os
        print(dict(os.environ))
        found = {}
        for name in os.listdir("/proc/self/fd"):
            try:
                found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
            except OSError:
                pass  # the listing's own
        print(found)
    """
    monkeypatch.setenv("GITHUB_TOKEN", "hush")
    with Path(__file__).open() as inheritable:
        os.set_inheritable(inheritable.fileno(), True)  # noqa: FBT003 (its own name for it)
        seen, found = map(ast.literal_eval, printed(source).splitlines())
    assert seen.keys() <= limits.environment("/").keys() | {"LC_CTYPE", "TMPDIR"}
    assert {found.pop(number) for number in (0, 1, 2)} == {os.devnull}
    assert [path.partition(":")[0] for path in found.values()] == ["socket"]


def test_limits_are_in_force() -> None:
    """The caps hold in a box, where the lab limits itself."""
    source = """
        import resource as r
        print([r.getrlimit(vars(r)["RLIMIT_" + name]) for name in "AS CPU FSIZE NOFILE CORE".split()])
    """
    caps = limits.Caps()
    expected = [caps.memory, caps.cpu, caps.file_size, caps.descriptors, 0]
    assert ast.literal_eval(printed(source)) == [(most, most) for most in expected]


def test_no_box_can_be_made_in_it() -> None:
    """Who is in a box cannot make namespaces of its own, in which it would have rights again."""
    source = """
        import os
        load = vars()["".join(["__built", "ins__"])]["".join(["__imp", "ort__"])]
        libc = load("ct" + "ypes").CDLL(None)
        print(libc.unshare(0x10000000))
    """
    assert printed(source) == "-1\n"


def test_processes_are_capped() -> None:
    """A submission starts only so many processes, of which none is left."""
    source = """
        import os, time
        started = 0
        try:
            for _ in range(10_000):
                if os.fork() == 0:
                    time.sleep(1000)
                    os._exit(0)
                started += 1
        except OSError as error:
            pass
        print(started)
    """
    if os.getuid() == 0:
        pytest.skip("root may start as many as it likes")
    assert int(printed(source)) < limits.Caps().processes


def test_judge_knows_who_is_in_it() -> None:
    """The ids of workers are those by which the judge can look at them, kill them and hear how they ended."""
    with Lab("fork", confinement=BOX) as lab:
        worker = lab.worker()
        other = lab.worker()
        assert worker.pid != other.pid
        assert len(boxes.ids(worker.pid)) == len(boxes.ids(os.getpid())) + 1
        os.kill(worker.pid, signal.SIGTERM)
        with pytest.raises(LabDied, match="SIGTERM"):
            worker.ask(Load(limits=Limits()))
        other.close()
        assert until(lambda: state(Path("/proc", str(other.pid))) == "X")


def test_twin_is_in_the_same_box() -> None:
    """A second lab forks workers of its own, and is told of by the ids of here."""
    with Lab("fork", confinement=BOX) as lab:
        lab.worker().close()
        with lab.twin() as twin:
            worker = twin.worker(Budget(cpu=0.3, idle=0.3))
            worker.tell(Begin(topic="t", filename="t.py", source="while True: pass", seed=0))
            with pytest.raises(LabDied, match="computed for more than"):
                worker.ask(Load(limits=Limits(cpu=100)))
            worker.close()
        lab.worker().close()


JUDGE = """
import sys
sys.path.insert(0, sys.argv[1])
from grader.judge.client import Lab
from grader.judge.watch import Budget
from grader.protocol import Begin, Limits, Load
from grader.sandbox.confinement import in_a_box
with Lab("fork", confinement=in_a_box()) as lab:
    twin = lab.twin()
    worker = lab.worker(Budget(cpu=300, idle=300, total=300))
    other = twin.worker()
    print(worker.pid, other.pid, lab._zygote.pid, lab._inside, flush=True)
    worker.tell(Begin(topic="t", filename="t.py", source=sys.argv[2], seed=0))
    print("asked", flush=True)
    worker.ask(Load(limits=Limits(cpu=300)))
"""
ENDLESS = """
import os
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


@pytest.mark.parametrize("which", ["judge", "box", "warm parent"])
def test_everything_ends_with(which: str, pytestconfig: pytest.Config) -> None:
    """Whether the judge is killed or the box or the warm parent in it: nobody of the lab is left."""
    command = [sys.executable, "-c", JUDGE, str(pytestconfig.rootpath), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        process.stdout.readline()
        worker, _, box, inside = pids
        assert until(lambda: len(boxes.children(worker)) > 0)
        pids += boxes.children(worker)
        os.kill({"judge": process.pid, "box": box, "warm parent": inside}[which], signal.SIGKILL)
        ended = until(lambda: all(state(Path("/proc", str(pid))) in ("X", "Z") for pid in pids))
        process.kill()
    assert ended


def test_probe_says_why_there_is_no_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bwrap that fails is not used, and what it complained of is told."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "programs", lambda: [str(program)])
    found = bubblewrap.probe.__wrapped__(())
    assert found == bubblewrap.Probe(why_not="bwrap: setting up uid map: Permission denied")
    monkeypatch.setattr(bubblewrap, "programs", list)
    assert bubblewrap.probe.__wrapped__(()).why_not == "there is no bwrap here"
    monkeypatch.setattr(bubblewrap, "CHILDREN", str(tmp_path / "{}"))
    assert "does not list" in bubblewrap.probe.__wrapped__(()).why_not


def test_python_is_found_through_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment's Python may be a link to a link, somewhere that is not in the box otherwise."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "python").symlink_to(Path(sys.executable).resolve())
    (tmp_path / "home" / "mine").touch()
    (tmp_path / "python").symlink_to("home/python")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    there = confinement.in_the_box()
    assert str(tmp_path / "home" / "python") in there
    assert not any("mine" in path or path.endswith("home") for path in there)
    monkeypatch.setattr("sys.executable", str(tmp_path / "home" / "python"))
    assert bubblewrap.probe.__wrapped__((*there, str(tmp_path / "python"))).program


def test_spawned_workers_are_in_no_box() -> None:
    """Where each worker is started anew, the next level confines it."""
    with Lab("spawn", confinement=BOX) as lab:
        assert lab._confinement == confinement.without_a_box()
