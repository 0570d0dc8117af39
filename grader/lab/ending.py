"""How a run ends: returned, raised, or given up; when; and what it leaves behind."""

from __future__ import annotations

import asyncio
import inspect
import sys
from asyncio import constants, runners
from typing import TYPE_CHECKING, Any

from grader.lab import deadlock, signals, standing, values
from grader.lab.kernel import RunOver
from grader.lab.loop import LabLoop
from grader.lab.module import UnusableError, misfit
from grader.lab.network import notes
from grader.protocol import DeadlockRecord, Failure, LeftOpen, LeftProgram, Place, Problem, Recording, Waiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.bubble import Bubble

GRAVEYARD: list[Any] = []
"""What runs that were given up have left behind. Collecting it would run their `finally` blocks, in no loop at all."""

MAX_INNER = 20

MAX_UNFINISHED = 8
"""Of how many tasks it is told where they stood when the call was over."""

JOIN_TIMEOUT = (constants.THREAD_JOIN_TIMEOUT,) if hasattr(constants, "THREAD_JOIN_TIMEOUT") else ()
"""For how long `asyncio.run` waits for the default executor: from Python 3.12 on not for ever."""


class Ending:
    """Carries one run through its end. Create it at the start of the run of *bubble*."""

    def __init__(self, bubble: Bubble) -> None:
        self._bubble = bubble
        self._elapsed: int | None = None
        self._closed: int | None = None
        self._returned: Any = None
        self._awaited = False
        self._raised: Failure | None = None
        self._leftovers: list[str] = []
        self._unfinished: list[Waiter] = []
        self._unreaped: list[LeftProgram] = []
        self._left_open: list[LeftOpen] | None = None
        self._deadlock: DeadlockRecord | None = None
        self.problem: Problem | None = None
        self.defined: Place | None = None
        bubble.kernel.autopsy = self._autopsy

    def run_plainly(self, function: Callable[[], Any]) -> None:
        """Call *function* with no loop running."""
        self._finish(function())

    def run_in_loop(self, function: Callable[[], Any]) -> None:
        """Call *function* as the main task of a loop, and shut the loop down as `asyncio.run` does."""
        loop = LabLoop()
        interrupts = signals.Interrupts(self._bubble)
        try:
            main: Any = self._main(function, interrupts)
            main.__qualname__ = "main"
            loop.run_until_complete(main)
        except RunOver:
            raise
        except BaseException as error:  # noqa: BLE001 (whatever a submission raises is its outcome)
            self.failed(KeyboardInterrupt() if interrupts.ended_it(error) else error)
        else:
            interrupts.stop()
        self._shut_down(loop)

    async def _main(self, function: Callable[[], Any], interrupts: signals.Interrupts) -> None:
        interrupts.main = asyncio.current_task()
        try:
            value = function()
            if _is_awaitable(value):
                self._awaited = True
                value = await value
        finally:
            self.mark()
            self._note_leftovers(asyncio.current_task())
        self._finish(value)

    def _note_leftovers(self, me: asyncio.Task[Any] | None) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not me]
        self._leftovers = sorted(values.short(task.get_name()) for task in tasks)
        if tasks:
            self._unfinished = deadlock.standing(self._tasks(), self._is_submission, MAX_UNFINISHED)

    def _is_submission(self, filename: str) -> bool:
        return filename == self._bubble.recorder.filename

    def _shut_down(self, loop: LabLoop) -> None:
        """Do what `asyncio.Runner.close` does, in its order."""
        self._bubble.recorder.call_is_over = True
        try:
            runners._cancel_all_tasks(loop)  # type: ignore[attr-defined]  # noqa: SLF001 (the very thing that asyncio.run does)
            if not loop.is_done():
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.run_until_complete(loop.shutdown_default_executor(*JOIN_TIMEOUT))
        finally:
            if not self._bubble.kernel.over:
                loop.close()

    def close_loops(self) -> None:
        """Close the loops that were left open: or Python complains of one when it is collected, in another run."""
        for loop in self._bubble.loops:
            if not loop.is_running():
                loop.close()
        if self._bubble.network is not None and self._bubble.network.elsewhere is not None:
            self._bubble.network.elsewhere.close()

    def _finish(self, value: Any) -> None:
        self.mark()
        self._returned = values.encode(value)

    def mark(self) -> None:
        """Note the time: of the end of the call if it is the first mark, of the end of everything if it is the last."""
        self._closed = self._bubble.recorder.now()
        if self._elapsed is None:
            self._elapsed = self._closed
            self._unreaped = self._bubble.unreaped()
            self._left_open = notes.left_open(self._bubble.network)

    def failed(self, error: BaseException) -> None:
        """Note that the run ended by *error*, and let go of what its traceback holds."""
        self.mark()
        # A scenario may have asked for what is not there, or called what wants to be called otherwise.
        self.problem = error.problem if isinstance(error, UnusableError) else misfit(error)
        if self.problem is not None:
            return
        self._raised = self._failure(error)
        error.__traceback__ = None
        error.__context__ = error.__cause__ = None

    def _failure(self, error: BaseException) -> Failure:
        inner = error.exceptions[:MAX_INNER] if isinstance(error, BaseExceptionGroup) else ()
        return Failure(
            type=values.type_name(error),
            message=values.safe_text(error),
            place=self._bubble.recorder.place_of_traceback(error.__traceback__),
            inner=[self._failure(each) for each in inner],
        )

    def _autopsy(self) -> None:
        """Note who was waiting for what when the run was over, and keep it all from being collected."""
        self.mark()
        if self._bubble.given_up_at is None:
            self._bubble.given_up_at = self._bubble.recorder.place(sys._getframe())  # noqa: SLF001 (the documented way)
        self._bubble.recorder.closed = True
        tasks = self._tasks()
        _bury(self._bubble)
        self._deadlock = deadlock.find(tasks, self._is_submission)
        holding, others = standing.waiters(self._bubble)
        told = self._deadlock.waiters
        told[:] = [*holding, *told, *others, *self._bubble.waiting_programs()] or standing.idlers(self._bubble)

    def _tasks(self) -> list[asyncio.Task[Any]]:
        notes = self._bubble.recorder.tasks
        tasks = [note.ref() for note in notes]
        return [task for task in tasks if task is not None and not task.done()]

    def recording(self) -> Recording:
        """Give everything that was recorded, as plain data."""
        bubble = self._bubble
        recorder, over = bubble.recorder, bubble.kernel.over
        cycle = self._deadlock is not None and bool(self._deadlock.cycle)
        return Recording(
            ended=self._ended(),
            elapsed=self._elapsed or 0,
            closed=self._closed or 0,
            returned=self._returned,
            awaited=self._awaited,
            raised=self._raised,
            problem=self.problem,
            todo=recorder.todo,
            budget=None if over == "deadlock" or over == "killed" else over,  # noqa: PLR1714 (mypy understands this)
            killed_by=bubble.killed_by,
            place=bubble.given_up_at,
            defined=self.defined,
            deadlock=self._deadlock if over == "deadlock" or cycle else None,
            spans=recorder.span_records(),
            tasks=recorder.task_records(),
            blocked=recorder.blocked,
            warnings=recorder.warnings,
            leftovers=self._leftovers,
            unfinished=self._unfinished,
            unreaped=self._unreaped,
            connections=notes.records(bubble.network),
            requests=bubble.network.requests if bubble.network is not None else [],
            left_open=self._left_open or [],
            events=recorder.events,
            finals={name: values.encode(read()) for name, read in bubble.finals.items()},
            files=bubble.disk.records() if bubble.disk is not None else [],
            folders=bubble.disk.all_contents() if bubble.disk is not None else {},
            tests=recorder.tests,
            output=recorder.output,
            output_cut=recorder.output_cut,
            steps=bubble.steps,
            ties=bubble.ties.found(self._closed or 0),
        )

    def _ended(self) -> Any:
        if self.problem is not None:
            return "problem"
        over = self._bubble.kernel.over
        if over is not None:
            return over if over in ("deadlock", "killed") else "budget"
        return "raised" if self._raised is not None else "returned"


def _bury(bubble: Bubble) -> None:
    """Keep the tasks of a run that was given up from being collected, cancelled or counted from now on."""
    for loop in bubble.loops:
        tasks = asyncio.all_tasks(loop)
        GRAVEYARD.append((loop, tasks))
        for task in tasks:
            asyncio.tasks._unregister_task(task)  # noqa: SLF001 (has no other name)


def _is_awaitable(value: Any) -> bool:
    try:
        return inspect.isawaitable(value)
    except Exception:  # noqa: BLE001 (asks the type of the value, and a learner's metaclass may answer anything)
        return False
