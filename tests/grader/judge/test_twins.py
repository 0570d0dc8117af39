"""A lab's twin: a second one, from a fork of the first one's warm parent."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from grader.judge.canary import BEGIN, CALL
from grader.judge.client import Lab
from grader.judge.watch import PROC, state
from grader.protocol import Recording
from grader.sandbox.confinement import without_a_box

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm parents exist on Linux only")


def _sings(lab: Lab) -> bool:
    worker = lab.worker()
    worker.tell(BEGIN)
    answer = worker.ask(CALL)
    worker.take_leave()
    return isinstance(answer, Recording) and answer.returned == 42


def _pid(lab: Lab) -> int:
    assert lab._zygote is not None
    return lab._zygote.pid


def _is_gone(pid: int) -> bool:
    return state(PROC / str(pid)) in {"Z", "X"}


def test_both_work_and_neither_ends_the_other() -> None:
    """Each has workers of its own, and goes on when the other is closed."""
    with Lab() as lab:
        lab.warm_up()
        twin = lab.twin()
        pid = _pid(twin)
        assert (_sings(lab), _sings(twin)) == (True, True)
        twin.close()
        assert (_sings(lab), _is_gone(pid)) == (True, True)


def test_a_twin_outlives_the_first() -> None:
    """What a submission does to one lab costs nothing in another: the first is killed, and its twin works on.

    In a box nobody can kill the first, with whom all would end: see the tests of bubblewrap.
    """
    lab = Lab(confinement=without_a_box())
    lab.warm_up()
    with lab.twin() as twin:
        pid = _pid(twin)
        os.kill(_pid(lab), signal.SIGKILL)
        lab.close()
        assert _sings(twin)
        assert _pid(twin) == pid
    assert _is_gone(pid)


def test_a_twin_that_was_killed_is_replaced() -> None:
    """A lab whose warm parent has gone starts another one, also if that was a twin."""
    with Lab() as lab:
        lab.warm_up()
        with lab.twin() as twin:
            pid = _pid(twin)
            os.kill(pid, signal.SIGKILL)
            assert _sings(twin)
            assert _pid(twin) != pid


def test_the_twin_of_a_cold_lab_starts_by_itself() -> None:
    """Where nothing is warm yet, a twin is a lab like any other."""
    with Lab() as lab, lab.twin() as twin:
        assert _sings(twin)
