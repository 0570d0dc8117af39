"""Where the threads of a run stand that can go on no more, and what they wait for."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future
from concurrent.futures import thread as executors
from typing import TYPE_CHECKING

from grader.protocol import Waiter

if TYPE_CHECKING:
    from types import FrameType

    from grader.lab.bubble import Bubble
    from grader.lab.kernel import VirtualThread
    from grader.lab.loop import LabLoop

EVENT_LOOP = "the event loop"
"""What a thread waits for in whose loop nothing happens."""

WORKER, WORK = executors._worker.__code__, executors._WorkItem.run.__code__  # noqa: SLF001 (have no other names)
"""What a thread of an executor runs, and what it runs within that when it has something to do."""

OF_FUTURES = {Future.result.__code__: "result()", Future.exception.__code__: "exception()"}


def waiters(bubble: Bubble) -> tuple[list[Waiter], list[Waiter]]:
    """Tell of the threads that keep a running event loop from going on, and of the others that wait."""
    holding: list[Waiter] = []
    others: list[Waiter] = []
    for thread in bubble.kernel.threads:
        if thread.parked and not thread.done and thread.waits_for != EVENT_LOOP:
            frame = _frame(thread)
            if _is_idle(frame):
                continue
            loop = next((loop for loop in bubble.loops if loop.thread is thread and loop.is_running()), None)
            (others if loop is None else holding).append(_waiter(bubble, thread, frame, loop))
    return holding, others


def _is_idle(frame: FrameType | None) -> bool:
    """Tell whether a thread of an executor waits for something to do, which is nobody's fault."""
    while frame is not None and frame.f_code is not WORK:
        if frame.f_code is WORKER:
            return True
        frame = frame.f_back
    return False


def _waiter(bubble: Bubble, thread: VirtualThread, frame: FrameType | None, loop: LabLoop | None) -> Waiter:
    waits_for, inner = thread.waits_for, frame
    while inner is not None and inner.f_code not in OF_FUTURES:
        inner = inner.f_back
    if inner is not None:
        waits_for = f"the {OF_FUTURES[inner.f_code]} of a future"
    if loop is not None:
        waits_for += ", while its event loop has to wait for it"
    return Waiter(task=f"thread {thread.name}", waits_for=waits_for, place=bubble.recorder.place(frame))


def idlers(bubble: Bubble) -> list[Waiter]:
    """Tell of the event loops that run and have nothing to do."""
    idle = [loop.thread for loop in bubble.loops if loop.is_idle]
    waits_for = "something to do, or somebody to stop it"
    places = [bubble.recorder.place(_frame(thread)) for thread in idle]
    return [Waiter(task=EVENT_LOOP, waits_for=waits_for, place=place) for place in places]


def _frame(thread: VirtualThread) -> FrameType | None:
    ident = thread.ident or threading.main_thread().ident
    return sys._current_frames().get(ident or 0)  # noqa: SLF001 (the documented way)
