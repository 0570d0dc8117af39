"""The watch over a worker, and the lines to it, also where there is no /proc and no way to wait for a pipe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.judge import watch
from grader.judge.client import Lab, LabUnavailable
from grader.judge.watch import Budget, LabDied, Watch, activity
from grader.judge.wires import PipeWire
from grader.protocol import MAX_FRAME, Begin, Limits, Load, Loaded

BEGIN = Begin(topic="t", filename="t.py", source="", seed=0)
LOAD = Load(limits=Limits())


class Story:
    """A process whose CPU time and rest are told, with a clock that stands still in between."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.used: float | None = 0.0
        self.rests = False
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(watch, "activity", lambda _pid: (self.used, self.rests))

    def go_on(self, watcher: Watch, seconds: float, *, cpu: float, rests: bool) -> None:
        """Let *seconds* pass, in which the process uses a share *cpu* of a CPU, and look ten times a second."""
        self.rests = rests
        for _ in range(round(seconds * 10)):
            self.now += 0.1000001
            if self.used is not None:
                self.used += 0.1 * cpu
            watcher.look()


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Story:
    """Return a process to tell about."""
    return Story(monkeypatch)


BUDGET = Budget(cpu=2, idle=2, total=5)


def test_busy_machine_is_patiently_waited_for(story: Story) -> None:
    """A worker that wants to run and hardly gets to is not given up for as long as it needs."""
    story.go_on(Watch(1, BUDGET), 50, cpu=0.03, rests=False)


@pytest.mark.parametrize(
    ("cpu", "rests", "kind"),
    [(1.0, False, "cpu"), (0.0, True, "wall"), (0.01, True, "wall"), (0.0, False, "wall")],
    ids=["computes", "rests", "naps", "hangs in the kernel"],
)
def test_budget_is_kept(story: Story, cpu: float, rests: bool, kind: str) -> None:  # noqa: FBT001
    """Computing, resting, resting with short naps, and hanging all come to an end."""
    with pytest.raises(LabDied) as died:
        story.go_on(Watch(1, BUDGET), 70, cpu=cpu, rests=rests)
    assert died.value.kind == kind


def test_answers_are_added_up(story: Story) -> None:
    """Each answer has its own budget, and all have one together."""
    watcher = Watch(1, BUDGET)
    for _ in range(5):
        watcher.begin()
        story.go_on(watcher, 0.9, cpu=1, rests=False)
    watcher.begin()
    with pytest.raises(LabDied, match="together"):
        story.go_on(watcher, 1, cpu=1, rests=False)


def test_rest_between_answers_does_not_count(story: Story) -> None:
    """A worker may rest for as long as nothing is asked of it."""
    watcher = Watch(1, BUDGET)
    for _ in range(10):
        story.now += 100
        watcher.begin()
        story.go_on(watcher, 0.5, cpu=0, rests=True)


def test_without_proc_the_wall_clock_decides(story: Story) -> None:
    """Where the system does not tell, time is all there is: three times both budgets."""
    story.used = None
    watcher = Watch(1, BUDGET)
    story.go_on(watcher, 11, cpu=0, rests=False)
    with pytest.raises(LabDied, match="within 12 s"):
        story.go_on(watcher, 2, cpu=0, rests=False)


def test_activity_is_unknown_without_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No /proc means no CPU time, not an idle process."""
    monkeypatch.setattr(watch, "PROC", tmp_path)
    assert activity(os.getpid()) == (None, False)


def test_activity_of_processes() -> None:
    """A running process does not rest, one that has gone does."""
    used, resting = activity(os.getpid())
    assert used is not None
    assert used > 0
    assert not resting
    assert activity(2**22 + 1) == (0.0, True)


@pytest.fixture(params=["fork", "spawn"])
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Return a lab."""
    with Lab(request.param) as lab:
        yield lab


def test_large_messages_go_both_ways(lab: Lab) -> None:
    """A submission of a megabyte, and output of as many characters as are kept, fit."""
    worker = lab.worker()
    worker.tell(Begin(topic="t", filename="t.py", source="print('y' * 20_000)\n#" + "x" * 1_000_000, seed=0))
    assert msgspec.structs.replace(worker.ask(LOAD), code=b"") == Loaded(output="y" * 20_000)
    worker.take_leave()
    worker.close()


def test_worker_that_listens_no_more_is_given_up(lab: Lab) -> None:
    """A request to somebody who does not read it does not block the judge for ever."""
    worker = lab.worker(Budget(cpu=0.3, idle=0.3))
    worker.tell(BEGIN)
    os.kill(worker.pid, 19)
    large = Begin(topic="t", filename="t.py", source="x" * (MAX_FRAME - 100), seed=0)
    with pytest.raises(LabDied) as died:
        worker.ask(large)  # it is never sent whole, or never answered
    assert died.value.kind == "wall"
    worker.close()


def test_worker_ends_when_it_is_closed(lab: Lab) -> None:
    """A closed worker has ended, also one that computes, and closing again says it again."""
    worker = lab.worker(Budget(cpu=0.3, idle=0.3))
    worker.tell(Begin(topic="t", filename="t.py", source="while True: pass", seed=0))
    with pytest.raises(LabDied):
        worker.ask(Load(limits=Limits(cpu=5)))
    ended = worker.close()
    assert worker.close() == ended
    assert activity(worker.pid) == (0.0, True)


def test_lab_starts_again_when_its_parent_was_killed() -> None:
    """A worker comes from a fresh warm parent if the old one has gone."""
    with Lab("fork") as lab:
        lab.worker().close()
        assert lab._zygote is not None
        lab._zygote.send_signal(signal.SIGKILL)
        worker = lab.worker()
        worker.tell(BEGIN)
        assert isinstance(worker.ask(LOAD), Loaded)
        worker.close()


def test_lab_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that is not there is no submission's fault."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    for start in ("fork", "spawn"):
        with Lab(start) as lab, pytest.raises(LabUnavailable, match="does not start"):
            lab.worker()


def test_pipes_are_served_by_threads() -> None:
    """A pair of pipes takes and gives data of any size, and tells the end."""
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", "import sys; sys.stdout.write(sys.stdin.read()[::-1])"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    wire = PipeWire(process.stdout, process.stdin)
    looks: list[int] = []
    wire.send(b"ab" * 500_000, lambda: looks.append(1))
    assert not wire.has_more()
    wire._outgoing.put(b"")  # hang up, and go on listening
    received = b""
    while piece := wire.receive(1_000, lambda: looks.append(1)):
        received += piece
    assert received == b"ba" * 500_000
    assert wire.receive(1, lambda: looks.append(1)) == b""
    assert process.wait() == 0
    wire.close()
