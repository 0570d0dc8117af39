"""The canary: a run without any submission, in a lab that no submission has been near.

A lab that gives no recording is the submission's doing for as long as the canary sings.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from grader.judge.client import LabUnavailable
from grader.judge.watch import LabDied
from grader.protocol import NANOSECONDS, Begin, Call, Limits, Recording, Schedule

if TYPE_CHECKING:
    from grader.judge.client import Lab

SONG = "import asyncio\n\n\nasync def sing():\n    await asyncio.sleep(1)\n    return 42\n"
BEGIN = Begin(topic="canary", filename="canary.py", source=SONG, seed=0)
CALL = Call(name="sing", arguments=pickle.dumps(((), {})), limits=Limits(), schedule=Schedule())


class Canary:
    """Keeps a lab of its own from the first time it is asked, because starting one costs most of the time."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def sings(self) -> bool:
        """Tell whether a lab works without any submission."""
        try:
            worker = self._lab.worker()  # a fresh lab, if a submission has found and killed this one
        except LabUnavailable:
            return False
        try:
            worker.tell(BEGIN)
            answer = worker.ask(CALL)
        except LabDied:
            return False
        finally:
            worker.close()
        return isinstance(answer, Recording) and (answer.returned, answer.elapsed) == (42, NANOSECONDS)

    def close(self) -> None:
        """End its lab."""
        self._lab.close()
