"""Work shared among processes."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from grader.judge import parallel

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")


@needs_fork
def test_each_turn_is_taken_once() -> None:
    """Whichever process comes first gets the next number, in order, and none gets it again."""
    with parallel.Turns(300) as turns:
        taken = parallel.each(lambda _: list(turns), ["a", "b", "c"])
    assert [part == sorted(part) for part in taken] == [True] * 3
    assert sorted(number for part in taken for number in part) == list(range(300))


@needs_fork
def test_results_come_in_the_order_of_the_parts() -> None:
    """The first part is worked out here, the others in forks of their own."""
    pids = parallel.each(lambda part: (part, os.getpid()), ["a", "b", "c"])
    assert [part for part, _ in pids] == ["a", "b", "c"]
    assert [pid == os.getpid() for _, pid in pids] == [True, False, False]
    assert len({pid for _, pid in pids}) == 3


@needs_fork
def test_a_fork_that_dies_is_an_error_and_is_reaped() -> None:
    """A share without a result is never taken for an empty one, and no zombie stays."""
    here = os.getpid()

    def work(part: str) -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    with pytest.raises(parallel.ShareFailed, match="ended without a result"):
        parallel.each(work, ["a", "b"])
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@needs_fork
def test_forks_end_when_the_work_here_fails() -> None:
    """An exception in the first share ends the others, which might never end by themselves."""
    here = os.getpid()

    def work(part: str) -> str:
        if os.getpid() != here:
            signal.pause()
        raise ValueError(part)

    with pytest.raises(ValueError, match="a"):
        parallel.each(work, ["a", "b"])
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
