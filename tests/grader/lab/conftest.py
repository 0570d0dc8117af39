"""Programs run in the workers of real labs, which are shared: what a run leaves behind would show in the next test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any

import pytest

from grader.judge import pickling
from grader.judge.client import Lab
from grader.judge.run import Run
from grader.judge.suite import note, scenario
from grader.judge.watch import Budget
from grader.judge.worker import Worker
from grader.protocol import Begin, Call, Limits, Load, Loaded, Message, Play, Recording, Schedule, Test

PLAIN = Schedule()
LIMITS = Limits()
INTERRUPTED = {"cpu", "idle", "exit"}
BUDGET = Budget(total=600)
"""What a worker may cost that serves all the tests."""


class Bench:
    """Runs programs, given as text, in workers of *lab*: one after the other in the same, as long as it lives."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._worker: Worker | None = None

    def load(self, source: str, limits: Limits = LIMITS) -> Loaded:
        """Execute the module *source*."""
        answer = self._ask(source, Load(limits=limits), 1)
        assert isinstance(answer, Loaded)
        return answer

    def call(
        self, source: str, *args: Any, name: str = "main", limits: Limits = LIMITS, seed: int = 1, **kwargs: Any
    ) -> Run:
        """Run the function *name* of *source* as `lab.call` does; `note` may be among its arguments."""
        arguments = pickling.dumps((args, kwargs), pickling.Numbers())
        request = Call(name=name, arguments=arguments, limits=limits, schedule=PLAIN)
        return self._run(source, request, seed)

    def play(
        self, source: str, play: Callable[..., Any], *args: Any, schedule: Schedule = PLAIN, limits: Limits = LIMITS
    ) -> Run:
        """Run the scenario *play* with the module *source* as `lab.play` does."""
        numbers = pickling.Numbers()
        sent = pickling.dumps(play, numbers)
        arguments = pickling.dumps((args, {}), numbers)
        return self._run(source, Play(scenario=sent, arguments=arguments, limits=limits, schedule=schedule), 1)

    def test(self, source: str, *, seed: int = 1, backwards: bool = False, **modules: str) -> Run:
        """Run the tests in *source* as `lab.test` does."""
        request = Test(modules=modules, backwards=backwards, limits=LIMITS, schedule=PLAIN)
        return self._run(source, request, seed)

    def plainly(self, source: str, *args: Any, **options: Any) -> Run:
        """Run ``main(*args)`` of *source* with no loop running."""
        return self.play(source, without_loop, *args, **options)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _run(self, source: str, request: Call | Play | Test, seed: int) -> Run:
        recording = self._ask(source, request, seed)
        assert isinstance(recording, Recording), recording
        if recording.budget in INTERRUPTED:
            self.close()  # it ends itself then: the run may be going on
        return Run(recording, "main", "", [])

    def _ask(self, source: str, request: Message, seed: int) -> Any:
        if self._worker is None:
            self._worker = self._lab.worker(BUDGET)
        try:
            text = dedent(source).lstrip("\n")
            self._worker.tell(Begin(topic="program", filename="exercises/program.py", source=text, seed=seed))
            return self._worker.ask(request)
        except BaseException:
            self.close()
            raise


@scenario
def without_loop(exercise: Any, *args: Any) -> Any:
    """Call the program's main function."""
    return exercise.main(*args)


@pytest.fixture(scope="session")
def forked_lab() -> Iterator[Lab]:
    """Give a lab that forks its workers where that is safe."""
    with Lab("fork" if sys.platform == "linux" else "spawn") as lab:
        yield lab


@pytest.fixture(scope="session")
def bench(forked_lab: Lab) -> Iterator[Bench]:
    """Give the bench that all tests share."""
    shared = Bench(forked_lab)
    yield shared
    shared.close()


@pytest.fixture
def fresh_bench(forked_lab: Lab) -> Iterator[Bench]:
    """Give a bench with a worker of its own."""
    fresh = Bench(forked_lab)
    yield fresh
    fresh.close()


@pytest.fixture(scope="session")
def spawned_bench() -> Iterator[Bench]:
    """Give a bench whose worker is a fresh interpreter, as where forking is not safe."""
    with Lab("spawn") as lab:
        spawned = Bench(lab)
        yield spawned
        spawned.close()


@pytest.fixture(params=["fork", "spawn"])
def any_bench(request: pytest.FixtureRequest) -> Bench:
    """Give a bench for each way to start a worker."""
    name = {"fork": "bench", "spawn": "spawned_bench"}[request.param]
    found = request.getfixturevalue(name)
    assert isinstance(found, Bench)
    return found


@pytest.fixture
def call(bench: Bench) -> Callable[..., Run]:
    """Run a program's ``main()`` on a loop."""
    return bench.call


@pytest.fixture
def plainly(bench: Bench) -> Callable[..., Run]:
    """Run a program's ``main()`` with no loop running."""
    return bench.plainly


@pytest.fixture
def noted() -> Any:
    """Give what a program is handed to note events with."""
    return note
