"""Nothing of a lab outlives the judge's interest: not after its checks, not after Ctrl-C, not after the judge's end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.judge import client
from grader.judge.client import Lab, Start
from grader.judge.watch import Budget, LabDied, state
from grader.protocol import Begin, Limits, Load, scratch_folder
from grader.sandbox.confinement import LIMITS

MOMENT = 20.0
"""Seconds within which something has to have happened, on however busy a machine; as a rule it takes a hundredth."""

LEAVE_BEHIND = """
import os, time
def linger(path, *, session, twice):
    if os.fork() == 0:
        if session:
            os.setsid()
        else:
            os.setpgid(0, 0)
        if not twice or os.fork() == 0:
            with open(path + ".new", "w") as file:
                file.write(str(os.getpid()))
            os.rename(path + ".new", path)
            while True:
                pass
        os._exit(0)
    while not os.path.exists(path):
        pass
"""
JUDGE = """
import sys, pathlib
sys.path.insert(0, sys.argv[1])
from grader.judge.client import Lab
from grader.judge.watch import Budget
from grader.protocol import Begin, Limits, Load
with Lab(sys.argv[2]) as lab:
    worker = lab.worker(Budget(cpu=300, idle=300, total=300))
    try:
        print(worker.pid, flush=True)
        worker.tell(Begin(topic="t", filename="t.py", source=sys.argv[3], seed=0))
        print("asked", flush=True)
        worker.ask(Load(limits=Limits(cpu=300)))
    finally:
        worker.close()
"""


@pytest.fixture(autouse=True)
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have labs as they are where nothing stronger than limits can be had."""
    monkeypatch.setattr(client, "strongest", lambda: LIMITS)


def until(condition: Callable[[], bool]) -> bool:
    """Wait for *condition*; tell whether it came true."""
    end = time.monotonic() + MOMENT
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def has_ended(pid: int) -> bool:
    """Tell whether process *pid* runs no more."""
    return state(Path("/proc", str(pid))) in ("X", "Z")


def descendants(pid: int) -> set[int]:
    """Return the processes that *pid* has started, and those that they have."""
    found: set[int] = set()
    for task in Path("/proc").glob(f"{pid}/task/*/children"):
        try:
            children = {int(child) for child in task.read_text().split()}
        except OSError:
            continue
        found |= children
        for child in children:
            found |= descendants(child)
    return found


WAYS = {"a group of its own": (False, False), "a session of its own": (True, False), "a daemon": (True, True)}


@pytest.mark.parametrize(("session", "twice"), WAYS.values(), ids=WAYS)
def test_process_left_behind_ends_with_its_worker(tmp_path: Path, session: bool, twice: bool) -> None:  # noqa: FBT001
    """Whatever a submission leaves running, in whatever group or session, ends when its worker does."""
    path = tmp_path / "pid"
    source = LEAVE_BEHIND + f"linger({str(path)!r}, session={session}, twice={twice})\n"
    with Lab("fork") as lab:
        worker = lab.worker(Budget(cpu=5, idle=5))
        worker.tell(Begin(topic="t", filename="t.py", source=source, seed=0))
        worker.ask(Load(limits=Limits(cpu=5)))
        pid = int(path.read_text())
        assert not has_ended(pid)
        worker.close()
        assert until(lambda: has_ended(pid))


def test_daemon_of_a_spawned_worker_is_not_held_yet(tmp_path: Path) -> None:
    """Without a warm parent, a process in a session of its own outlives its worker: only confinement will hold it."""
    path = tmp_path / "pid"
    source = LEAVE_BEHIND + f"linger({str(path)!r}, session=True, twice=True)\n"
    with Lab("spawn") as lab:
        worker = lab.worker(Budget(cpu=5, idle=5))
        worker.tell(Begin(topic="t", filename="t.py", source=source, seed=0))
        worker.ask(Load(limits=Limits(cpu=5)))
        worker.close()
    pid = int(path.read_text())
    try:
        assert not has_ended(pid)
    finally:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_worker_without_its_parent_ends_with_the_lab(sign: signal.Signals) -> None:
    """A submission that kills or stops the warm parent is not forgotten."""
    source = f"import os\nos.kill(os.getppid(), {int(sign)})\nwhile True: pass\n"
    with Lab("fork") as lab:
        worker = lab.worker(Budget(cpu=0.3, idle=0.3))
        worker.tell(Begin(topic="t", filename="t.py", source=source, seed=0))
        with pytest.raises(LabDied):
            worker.ask(Load(limits=Limits(cpu=5)))
        worker.close()
    assert until(lambda: has_ended(worker.pid))


def test_scratch_folder_goes_though_nobody_hears_the_answer() -> None:
    """A judge that ends while the warm parent answers it leaves no folder behind."""
    lab = Lab("fork")
    lab.worker().close()
    assert isinstance(lab._zygote, subprocess.Popen)
    assert lab._control is not None
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(lab._control, [b"F"], [theirs.fileno()])
        lab._control.close()
        lab._zygote.wait()
    assert not Path(scratch_folder(lab._zygote.pid)).exists()


def test_scratch_folder_of_a_twin_that_is_left_alone_goes() -> None:
    """A twin whose judge ends while a worker lives takes all files along, also if it has outlived the first."""
    lab = Lab("fork")
    lab.warm_up()
    twin = lab.twin()
    assert lab._zygote is not None
    assert twin._zygote is not None
    assert twin._control is not None
    folder = Path(scratch_folder(lab._zygote.pid))
    lab.close()
    worker = twin.worker()
    worker.tell(Begin(topic="t", filename="t.py", source="", seed=0))
    worker.ask(Load(limits=Limits()))
    assert folder.exists()
    twin._control.close()
    twin._zygote.wait()
    twin.close()
    worker.close()
    assert until(lambda: not folder.exists())


@pytest.fixture(params=["fork", "spawn"])
def judge(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """Return a judge that waits for an endless submission, and all of its processes."""
    start: Start = request.param
    command = [sys.executable, "-c", JUDGE, str(pytestconfig.rootpath), start, "while True: pass"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.stdout.readline()
        assert until(lambda: worker in descendants(process.pid))
        yield process, descendants(process.pid)
        process.kill()


def test_interrupt_leaves_no_process(judge: tuple[subprocess.Popen[str], set[int]]) -> None:
    """After Ctrl-C the lab has ended before the judge does."""
    process, others = judge
    process.send_signal(signal.SIGINT)
    process.wait()
    assert {pid for pid in others if not has_ended(pid)} == set()


def test_end_of_the_judge_is_the_end_of_its_lab(judge: tuple[subprocess.Popen[str], set[int]]) -> None:
    """A judge that is killed takes its lab along within a moment, though nobody could tidy up."""
    process, others = judge
    process.kill()
    process.wait()
    assert until(lambda: all(map(has_ended, others)))


def test_interrupted_grade_leaves_no_process(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """Ctrl-C during the command ends with status 130, and with everything that it had started."""
    folder = tmp_path / "1_coroutines"
    folder.mkdir()
    endless = "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n"
    (folder / "gather.py").write_text(endless)
    command = [sys.executable, "-m", "grader", "grade", "gather", "--from", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=pytestconfig.rootpath, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        assert until(lambda: len(descendants(process.pid)) > 1)
        others = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert until(lambda: all(map(has_ended, others)))
