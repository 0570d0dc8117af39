"""What the warm parent does once, so that no worker has to: import what runs need, and have run a program.

A fork shares memory with its parent until one of the two writes to it. A first run writes a lot: caches of types and
methods fill, and bytecode is specialised to what it works on. That is then done, and shared, before the first fork.
"""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING, Any

import cloudpickle  # type: ignore[import-untyped]  # scenarios arrive in its form: every worker would import it
import msgspec

from grader.lab.module import Submission
from grader.lab.run import Stage
from grader.protocol import Call, JobSpec, Limits, Load, Play, Schedule

if TYPE_CHECKING:
    from types import ModuleType

PROGRAM = """
import asyncio


async def together(jobs):
    async with asyncio.Lock():
        tasks = [asyncio.create_task(job()) for job in jobs]
        print(await asyncio.gather(*tasks))
    try:
        async with asyncio.timeout(0.5):
            await jobs[0]()
    except TimeoutError:
        await asyncio.wait_for(jobs[1](), 9.5)
    return [await each for each in asyncio.as_completed([job() for job in jobs])]
"""

ROUNDS = 3
"""How often it runs: CPython specialises what has run a few times."""


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
    def persistent_id(self, obj: Any) -> Any:
        """Name the jobs as the judge does."""
        return (id(obj), "job", msgspec.structs.asdict(obj)) if isinstance(obj, JobSpec) else None


async def _scenario(exercise: ModuleType, jobs: list[Any]) -> Any:
    queue: asyncio.Queue[int] = asyncio.Queue(1)

    async def put() -> None:
        for number in range(3):
            await queue.put(number)

    putting = asyncio.create_task(put())
    taken = [await queue.get() for _ in range(3)]
    await putting
    working = asyncio.create_task(exercise.together(jobs))
    await asyncio.sleep(1.5)
    working.cancel()
    await asyncio.wait([working])
    return taken


def warm_up() -> None:
    """Run a small program, which is no submission, as the judge would have it run."""
    stage = Stage(Submission("warm_up", "warm_up.py", PROGRAM), seed=0)
    limits = Limits()
    jobs = [JobSpec(kind="coroutine", name=name, takes=takes) for name, takes in (("a", 3), ("b", 1))]
    this = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(this)
    scenario, arguments = _pickled(_scenario), _pickled(((jobs,), {}))
    cloudpickle.unregister_pickle_by_value(this)
    stage.load(Load(limits=limits))
    for number in range(ROUNDS):
        schedule = Schedule(seed=number)
        stage.call(Call(name="together", arguments=arguments, limits=limits, schedule=schedule))
        stage.play(Play(scenario=scenario, arguments=arguments, limits=limits, schedule=schedule))


def _pickled(value: Any) -> bytes:
    file = io.BytesIO()
    _Pickler(file).dump(value)
    return file.getvalue()
