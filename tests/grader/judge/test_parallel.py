"""Work shared among processes."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from grader.judge import parallel

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")


def test_shares_are_about_equally_heavy_and_keep_the_order() -> None:
    """Each thing goes to the lightest share so far, and no share is empty."""
    assert parallel.shares([("a", 3), ("b", 1), ("c", 1), ("d", 1), ("e", 1)], 2) == [["a", "e"], ["b", "c", "d"]]
    assert parallel.shares([("a", 3)], 4) == [["a"]]


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
