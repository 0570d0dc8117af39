"""One check's sitting: its worker in the lab, the runs that it asks for, and the answers it got.

`lab`, in a suite, is a proxy: the plugin puts a new sitting under it for each check. That is also what lets it serve
`@given`, which refuses a fixture that is made anew for each test.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.judge import demands, pickling
from grader.judge.demands import Misused
from grader.judge.run import Answer, Run, Runs
from grader.judge.suite import SCENARIO
from grader.judge.watch import LabDied
from grader.protocol import (
    MAX_FRAME,
    Begin,
    Broken,
    Call,
    ClientSpec,
    Limits,
    Play,
    Recording,
    Schedule,
    ServerSpec,
    Test,
    WebServerSpec,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.client import Lab
    from grader.judge.watch import Budget
    from grader.judge.worker import Worker
    from grader.protocol import Response

SCHEDULES = 30
"""How many schedules an explored check tries unless it says otherwise."""

ONLY_ONE = (int, bool, type(None), str)
"""Types of values that may be the same object though they have nothing to do with each other."""

SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "in": "contains", "not in": "lacks"}

MAX_REQUEST = MAX_FRAME // 3
"""How many bytes a scenario, or its arguments, may have: both go into one message."""

OTHERS = (ServerSpec, WebServerSpec, ClientSpec)

KEPT = 50
"""How many of the last answers a sitting keeps: an explanation needs the last few."""


class GivenUp(BaseException):
    """The worker died or was over its budget: *death* or *run* says how.

    Not an Exception: Hypothesis would otherwise try the same again, and again, to find a smaller example.
    """

    def __init__(self, death: LabDied | None = None, run: Run | None = None) -> None:
        super().__init__(str(death or run))
        self.death = death
        self.run = run


class LabFailed(BaseException):
    """The lab's own code failed, as far as it says; a canary decides."""


@dataclass(frozen=True)
class Evidence:
    """What an assertion compared when it failed: the *answer* it was about, what came and what was wanted."""

    answer: Answer
    op: str
    got: Any
    wanted: Any


class Packed(NamedTuple):
    """A scenario with its arguments as they are sent to the lab, and as people read the whole."""

    scenario: Callable[..., Any]
    arguments: bytes
    inputs: str


class Sitting:
    """Serves one check, with a worker that is told *begin* first, and asked by *epilogue* when the check has passed.

    `asked` has the last answers. `compared` is what the last failing assertion compared, if that was after the last
    run; `seen` is the same of any run. `failing` is the schedule of the last run if it was not the plain one; `replay`
    is the one to explore instead of all.
    """

    def __init__(
        self,
        lab: Lab,
        begin: Begin,
        budget: Budget,
        limits: Limits,
        epilogue: Callable[[Worker], None] | None = None,
    ) -> None:
        self._lab = lab
        self._epilogue = epilogue
        self._begin = begin
        self._budget = budget
        self._limits = limits
        self._worker: Worker | None = None
        self._sent: object = None
        self._numbers = pickling.Numbers()
        self.asked: list[Answer] = []
        self.compared: Evidence | None = None
        self.seen: Evidence | None = None
        self.replay: Schedule | None = None
        self.failing: Schedule | None = None

    def call(self, name: str, *args: Any, **kwargs: Any) -> Run:
        """Run the submission's top-level ``name(*args, **kwargs)``, awaited if it is a coroutine, as the main task."""
        demands.name("what is called", name)
        arguments = self._pickled((args, kwargs))
        request = Call(name=name, arguments=arguments, limits=self._limits, schedule=Schedule())
        return self._run(request, name, _written(name, args, kwargs))

    def play(self, scenario: Callable[..., Any], *args: Any, **kwargs: Any) -> Run:
        """Run ``scenario(exercise, *args, **kwargs)`` in the lab: on a loop if it is ``async def``."""
        return self._play(self._packed(scenario, args, kwargs), Schedule())

    def test(self, *, backwards: bool = False, **modules: str) -> Run:
        """Run the tests that the submission consists of, or *backwards*, the last one first.

        *modules*, by name and text, stand in for those given.
        """
        for module, text in modules.items():
            demands.text(f"the module {module!r}", text)
        request = Test(modules=modules, backwards=backwards, limits=self._limits, schedule=Schedule())
        run = self._run(request, self._begin.topic, "")
        run.subject, run.replaced, run.backwards = "They", tuple(modules), backwards
        return run

    def explore(self, scenario: Callable[..., Any], *args: Any, schedules: int = SCHEDULES, **kwargs: Any) -> Runs:
        """Run *scenario* under *schedules* legal orders of events, the plain one first."""
        demands.whole("schedules", schedules, 1)
        packed = self._packed(scenario, args, kwargs)

        def play(seed: int) -> Run:
            schedule = Schedule(seed=seed)
            if seed and self.replay is not None:
                schedule = self.replay
            self.failing = schedule if seed else None
            return self._play(packed, schedule)

        seeds = [1] if self.replay is not None else range(schedules)
        return Runs(play, (seed and self._schedule_seed(seed) for seed in seeds))

    def compare(self, op: str, left: Any, right: Any) -> None:
        """Note that an assertion compared *left* and *right* and failed: one of them may be an answer."""
        self.compared = self._evidence(op, left, right)
        self.seen = self.compared or self.seen

    def _evidence(self, op: str, left: Any, right: Any) -> Evidence | None:
        for answer in reversed(self.asked):
            if self._gave(answer, left):
                return Evidence(answer, op, left, right)
            if self._gave(answer, right):
                return Evidence(answer, SWAPPED.get(op, op), right, left)
        return Evidence(self.asked[-1], op, left, right) if self.asked else None

    def _gave(self, answer: Answer, value: Any) -> bool:
        """Tell whether *value* comes from *answer*. Of 2, None and the like there is only one: only the last can be."""
        return value is answer.value and (type(value) not in ONLY_ONE or answer is self.asked[-1])

    def finish(self) -> None:
        """End the worker of a check that has passed. Raises GivenUp if it is not in order any more."""
        if self._worker is not None:
            try:
                self._worker.take_leave(self._epilogue)
            except LabDied as death:
                raise GivenUp(death=death) from None
            finally:
                self.close()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _schedule_seed(self, number: int) -> int:
        return digest(str(self._begin.seed), str(number)) % (2**31) + 1

    def _packed(self, scenario: Callable[..., Any], args: Any, kwargs: Any) -> Packed:
        if not getattr(scenario, SCENARIO, False):
            raise Misused(f"{scenario!r} is not marked @scenario")
        inputs = _written(scenario.__name__, args, kwargs)
        return Packed(scenario, self._pickled((args, kwargs)), inputs)

    def _play(self, packed: Packed, schedule: Schedule) -> Run:
        scenario = packed.scenario
        worker_has_it = self._worker is not None and self._sent is scenario
        request = Play(
            scenario=b"" if worker_has_it else self._pickled(scenario),
            arguments=packed.arguments,
            limits=self._limits,
            schedule=schedule,
        )
        self._sent = scenario
        return self._run(request, scenario.__name__, packed.inputs)

    def _pickled(self, value: Any) -> bytes:
        try:
            data = pickling.dumps(value, self._numbers)
        except Exception as error:  # noqa: BLE001 (whatever keeps a suite's object from being pickled)
            raise Misused(f"it gives the lab what cannot be sent there: {error}") from None
        if len(data) > MAX_REQUEST:
            raise Misused(f"it gives the lab {len(data):,} bytes, and {MAX_REQUEST:,} can be sent")
        return data

    def _run(self, request: Call | Play | Test, what: str, inputs: str) -> Run:
        self.compared = None
        del self.asked[:-KEPT]
        try:
            if self._worker is None:
                self._worker = self._lab.worker(self._budget)
                self._worker.tell(self._begin)
            recording = self._recording(self._worker.ask(request))
        except LabDied as death:
            self.close()
            raise GivenUp(death=death) from None
        run = Run(recording, what, inputs, self.asked)
        run.schedule = request.schedule.seed
        if isinstance(request, Play):
            run.subject = "It"  # nobody who is graded knows the scenarios by name
        if recording.ended == "budget":
            self.close()
            raise GivenUp(run=run)
        return run

    def _recording(self, response: Response) -> Recording:
        if isinstance(response, Broken):
            raise LabFailed(response.message)
        if not isinstance(response, Recording):
            raise LabDied("malformed", "it answered another question")
        return response


class Proxy:
    """What suites know as `lab`: serves whichever check is sitting."""

    def __init__(self) -> None:
        self.sitting: Sitting | None = None

    def call(self, name: str, *args: Any, **kwargs: Any) -> Run:
        """See `Sitting.call`."""
        return self._sitting().call(name, *args, **kwargs)

    def play(self, scenario: Callable[..., Any], *args: Any, **kwargs: Any) -> Run:
        """See `Sitting.play`."""
        return self._sitting().play(scenario, *args, **kwargs)

    def test(self, *, backwards: bool = False, **modules: str) -> Run:
        """See `Sitting.test`."""
        return self._sitting().test(backwards=backwards, **modules)

    def explore(self, scenario: Callable[..., Any], *args: Any, schedules: int = SCHEDULES, **kwargs: Any) -> Runs:
        """See `Sitting.explore`."""
        return self._sitting().explore(scenario, *args, schedules=schedules, **kwargs)

    def _sitting(self) -> Sitting:
        if self.sitting is None:
            raise RuntimeError("`lab` serves checks only: a test marked with @pytest.mark.points")
        return self.sitting


def digest(*words: str) -> int:
    """Give a number that follows from *words* alone, the same on every machine."""
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:6], "big")


def _written(name: str, args: Any, kwargs: Any) -> str:
    """Write a call as one would in Python; who is there meanwhile, servers and clients, is no argument of it."""
    others = [pickling.described(arg) for arg in args if isinstance(arg, OTHERS)]
    given = [pickling.described(arg) for arg in args if not isinstance(arg, OTHERS)]
    given += [f"{key}={pickling.described(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(given)})" + (f", with {' and '.join(others)}" if others else "")
