"""The judge's side of a lab that does not come about."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from grader.judge import client
from grader.judge.client import Lab, LabUnavailable
from grader.sandbox import limits

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm parents exist on Linux only")


def test_a_warm_parent_that_has_ended_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when a child of it holds the line: as that of a bwrap that was killed in the instant of its start."""
    left: list[int] = []

    def start(*_given: Any, pass_fds: Sequence[int], **_options: Any) -> subprocess.Popen[bytes]:
        command = ["/bin/sh", "-c", "sleep 600 >/dev/null & echo $!"]
        process = subprocess.Popen(command, pass_fds=pass_fds, stdout=subprocess.PIPE)
        assert process.stdout is not None
        with process.stdout as line:
            left.append(int(line.readline()))
        return process

    monkeypatch.setattr(limits, "start", start)
    begun = time.monotonic()
    try:
        with Lab() as lab, pytest.raises(LabUnavailable):
            lab.worker()
    finally:
        for pid in left:
            limits.kill(pid)
    assert time.monotonic() - begun < client.STARTUP / 2
