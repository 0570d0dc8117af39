"""One run from beginning to end: a fresh bubble, a fresh module, the call, and what became of it."""

from __future__ import annotations

import contextvars
import gc
import inspect
import io
import pickle
from typing import TYPE_CHECKING, Any

from grader.lab import bubble as bubbles
from grader.lab import complaints, files, jobs, learners, loop, module, processes, signals, threads
from grader.lab.bubble import Bubble
from grader.lab.ending import GRAVEYARD, Ending
from grader.lab.kernel import RunOver
from grader.lab.module import Given
from grader.lab.network.clients import Client
from grader.lab.network.peers import Peer
from grader.lab.process import Interruptions, clean_process
from grader.protocol import (
    Call,
    ClientSpec,
    FolderSpec,
    JobSpec,
    Load,
    Loaded,
    Play,
    Problem,
    ProcessPoolSpec,
    ProgramSpec,
    Recording,
    Schedule,
    ServerSpec,
    SharedValueSpec,
    Test,
    WebServerSpec,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from grader.lab.module import Submission
    from grader.protocol import Limits

    Body = Callable[[Bubble, ModuleType, Ending], None]

SPECS: dict[str, Any] = {
    "job": JobSpec,
    "value": SharedValueSpec,
    "pool": ProcessPoolSpec,
    "program": ProgramSpec,
    "folder": FolderSpec,
    "server": ServerSpec,
    "client": ClientSpec,
    "web server": WebServerSpec,
}

NO_MODULES: Mapping[str, str] = {}

ENDLESS_IMPORT = "the module's own code never comes to an end when it is imported"
IMPORT_EXITS = "the module's own code ends the whole process when it is imported"


class _Unpickler(pickle.Unpickler):
    """Reads what the judge sends, and builds the jobs that stand in it: one job each, wherever it is named."""

    def __init__(self, data: bytes, bubble: Bubble, built: dict[int, Any]) -> None:
        super().__init__(io.BytesIO(data))
        self._bubble = bubble
        self._built = built

    def persistent_load(self, pid: Any) -> Any:
        if pid == "note":
            return jobs.note
        if pid == "signal_at":
            return signals.signal_at
        if pid == "contents":
            return files.contents
        number, kind, fields = pid
        if number not in self._built:
            self._built[number] = build(SPECS[kind](**fields), self._bubble)
        return self._built[number]


def build(spec: Any, bubble: Bubble) -> Any:
    """Make what *spec* describes, for the run of *bubble*."""
    if isinstance(spec, FolderSpec):
        return files.build(spec, bubble)
    if isinstance(spec, ServerSpec | WebServerSpec):
        return Peer(spec, bubble)
    if isinstance(spec, ClientSpec):
        return Client(spec, bubble)
    if isinstance(spec, ProgramSpec):
        bubble.programs[spec.name] = spec
        return spec.name  # what a submission gets of it
    return processes.ProcessPool(spec, bubble) if isinstance(spec, ProcessPoolSpec) else jobs.build(spec, bubble)


def without_peers(given: tuple[tuple[Any, ...], dict[str, Any]]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Leave the servers and clients out of the arguments: they stand in the run's network now."""
    args, kwargs = given
    return tuple(arg for arg in args if not isinstance(arg, Peer | Client)), kwargs


def nothing(_bubble: Bubble, _loaded: ModuleType, _ending: Ending) -> None:
    """Do what is done with a module that is only loaded."""


class Stage:
    """Runs one submission's requests, each in a bubble of its own.

    *seed* is what all chance follows from, *given* are modules that the submission may import.
    """

    def __init__(self, submission: Submission, seed: int, given: Given | None = None) -> None:
        self.submission = submission
        self._given = given or Given({})
        self._seed = seed
        self._scenario = b""

    def load(self, request: Load) -> Loaded:
        """Execute the module once and tell what is wrong with it, if anything is."""
        recording = self._record(request.limits, Schedule(), nothing)
        problem = recording.problem
        if problem is None and recording.ended != "returned":
            said = IMPORT_EXITS if recording.budget == "exit" else ENDLESS_IMPORT
            waiters = recording.deadlock.waiters if recording.deadlock is not None else ()
            place = recording.place or next((waiter.place for waiter in waiters if waiter.place), None)
            problem = Problem(kind="budget", message=said, place=place)
        code = b"" if problem is not None else self.submission.marshalled()
        return Loaded(problem=problem, output="".join(piece.text for piece in recording.output), code=code)

    def call(self, request: Call) -> Recording:
        """Run the submission's function that *request* names."""

        def body(bubble: Bubble, loaded: ModuleType, ending: Ending) -> None:
            args, kwargs = without_peers(_Unpickler(request.arguments, bubble, {}).load())
            function = module.find(loaded, request.name)
            module.check_signature(function, request.name, loaded, args, kwargs)
            ending.defined = module.definition(function, loaded)
            ending.run_in_loop(lambda: function(*args, **kwargs))

        return self._record(request.limits, request.schedule, body)

    def play(self, request: Play) -> Recording:
        """Run a scenario with the submission's module."""
        self._scenario = request.scenario or self._scenario

        def body(bubble: Bubble, loaded: ModuleType, ending: Ending) -> None:
            built: dict[int, Any] = {}
            scenario = _Unpickler(self._scenario, bubble, built).load()
            args, kwargs = without_peers(_Unpickler(request.arguments, bubble, built).load())
            if inspect.iscoroutinefunction(scenario):
                ending.run_in_loop(lambda: scenario(loaded, *args, **kwargs))
            else:
                ending.run_plainly(lambda: scenario(loaded, *args, **kwargs))

        return self._record(request.limits, request.schedule, body)

    def test(self, request: Test) -> Recording:
        """Run the submission's own tests."""

        def body(bubble: Bubble, loaded: ModuleType, ending: Ending) -> None:
            ending.run_plainly(lambda: learners.run_tests(bubble, loaded, backwards=request.backwards))

        return self._record(request.limits, request.schedule, body, request.modules)

    def _record(
        self, limits: Limits, schedule: Schedule, body: Body, modules: Mapping[str, str] = NO_MODULES
    ) -> Recording:
        gc.freeze()  # or each collection of this run would look at all that was there before it, too
        bubble = Bubble(self.submission.filename, limits, schedule)
        bubble.kernel.main.gil = threads.Gil()
        ending = Ending(bubble)
        bubbles.enter(bubble)
        threads.begin_run()
        loop.begin_run()
        try:
            with clean_process(self._seed), Interruptions(bubble):
                contextvars.Context().run(self._perform, bubble, ending, body, modules)
        except RunOver:
            pass  # it was interrupted between two of the steps above
        recording = ending.recording()
        bubble.recorder.closed = True
        if bubble.disk is not None:
            bubble.disk.clear()
        bubble.release()  # what keeps itself alive is frozen with the next run, and never collected
        bubbles.enter(None)
        return recording

    def _perform(self, bubble: Bubble, ending: Ending, body: Body, modules: Mapping[str, str]) -> None:
        loaded = None
        try:
            self._given.load(modules)
            loaded = self.submission.load(bubble)
            if body is not nothing:
                bubble.recorder.begin()
            body(bubble, loaded, ending)
        except module.UnusableError as error:
            ending.problem = error.problem
        except RunOver:
            pass  # see Ending
        except BaseException as error:  # noqa: BLE001 (whatever a submission raises is its outcome)
            ending.failed(error)
        if bubble.kernel.over:
            GRAVEYARD.append((loaded, bubble))
            gc.freeze()  # or each later collection would look at all of it
            return
        ending.mark()
        complaints.note_open_loops(bubble)
        self.submission.unload()
        self._given.unload()
        del loaded
        gc.collect()  # what the run has dropped complains now, while it is still being recorded
        bubble.recorder.closed = True
        ending.close_loops()
        bubble.kernel.drain()
