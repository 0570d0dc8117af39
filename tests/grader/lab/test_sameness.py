"""The same program gives the same recording every time, wherever it runs and whatever ran before."""

from __future__ import annotations

import random
import sys
from typing import Any

import pytest

from grader.judge.suite import job
from grader.protocol import Recording

ORDERS = {
    "as_completed starts": """
        import asyncio

        async def main(job):
            async def one(n):
                print(n)
                await asyncio.sleep(1)
            for each in asyncio.as_completed([one(n) for n in range(9)]):
                await each
    """,
    "TaskGroup cancels": """
        import asyncio

        async def main(job):
            async def one(n):
                try:
                    await asyncio.sleep(9)
                finally:
                    print(n)
            async def fail():
                raise ValueError
            try:
                async with asyncio.TaskGroup() as group:
                    for n in range(9):
                        group.create_task(one(n))
                    await asyncio.sleep(1)
                    group.create_task(fail())
            except* ValueError:
                pass
    """,
    "wait answers": """
        import asyncio

        async def main(job):
            done, _ = await asyncio.wait([asyncio.create_task(asyncio.sleep(1, n)) for n in range(9)])
            print([task.result() for task in done], [task.get_name() for task in asyncio.all_tasks()])
    """,
    "sets of futures and of text": """
        import asyncio

        async def main(job):
            loop = asyncio.get_running_loop()
            futures = {loop.create_future(): n for n in range(9)}
            print([futures[f] for f in set(futures)], set("abcdefgh"), hash("text"))
            for f in futures:
                f.cancel()
    """,
    "random": """
        import random

        async def main(job):
            print(random.random(), random.sample(range(99), 9), random.Random().random())
    """,
    "names that nobody else has": """
        import os, random, secrets, tempfile, uuid

        async def main(job):
            print(uuid.uuid4(), secrets.token_hex(), secrets.choice(range(10**9)), os.urandom(9))
            print(random.SystemRandom().random(), random.Random().random())
            with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory(prefix="x") as folder:
                print(file.name, folder)
    """,
    "everything": """
        import asyncio, threading, time

        async def main(job):
            async def lost():
                await job(1)
            for n in range(5):
                asyncio.create_task(lost())
            await asyncio.gather(asyncio.to_thread(time.sleep, 1), job(2), job(3), return_exceptions=True)
            print(threading.current_thread().name, object(), asyncio.current_task())
            time.sleep(2)
            lost()
            asyncio.create_task(asyncio.sleep(5))
    """,
}


def record(bench: Any, program: str) -> Recording:
    """Run *program* with a job."""
    run = bench.call(program, job("job", takes=3))
    assert run.ended == "returned"
    found = run.recording
    assert isinstance(found, Recording)
    return found


@pytest.mark.parametrize("program", ORDERS.values(), ids=ORDERS)
def test_recording_is_the_same_every_time(bench: Any, fresh_bench: Any, spawned_bench: Any, program: str) -> None:
    """Twelve runs in one process, one in another and one in a fresh interpreter are all alike."""
    first = record(bench, program)
    disturbance = (
        "import asyncio\nkept = [object() for _ in range({})]\nasync def main(job):\n    await asyncio.sleep(1)"
    )
    for n in range(12):
        record(bench, disturbance.format(n * 37))
        assert record(bench, program) == first
    assert record(fresh_bench, program) == first
    assert record(spawned_bench, program) == first


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="from Python 3.13 on `as_completed` starts everything at once")
def test_as_completed_starts_nothing_before_it_is_asked(bench: Any) -> None:
    """Until Python 3.12 `as_completed` starts its coroutines when the first result is asked for."""
    run = bench.call("""
        import asyncio

        async def one():
            print("started")

        async def main():
            results = asyncio.as_completed([one()])
            await asyncio.sleep(1)
            for each in results:
                await each
    """)
    assert run.printed == [(1.0, "started")]


def test_as_completed_refuses_what_it_always_refuses(bench: Any) -> None:
    """A coroutine instead of a list of them is refused in asyncio's words."""
    run = bench.call("""
        import asyncio

        async def main():
            work = asyncio.sleep(1)
            try:
                for each in asyncio.as_completed(work):
                    await each
            except TypeError as error:
                return str(error)
            finally:
                work.close()
    """)
    assert run.returned.startswith("expect")


SPOILING = {
    "module globals": "global seen\nseen.append(1)\nreturn len(seen)",
    "attributes of the module": "import sys\nme = sys.modules[__name__]\nme.n = getattr(me, 'n', 0) + 1\nreturn me.n",
    "logging": "import logging\nlogging.getLogger('x').addHandler(logging.NullHandler())\n"
    "logging.basicConfig(level=1)\nlogging.disable(50)\n"
    "logging.getLogger('asyncio').setLevel(1)\n"
    "logging.getLogger('asyncio').propagate = False\n"
    "return len(logging.getLogger('x').handlers) + len(logging.root.handlers)",
    "logging's levels": "import logging\nr = logging.root\nbefore = r.level, r.filters[:], r.manager.disable, "
    "logging.getLogger('asyncio').propagate\nr.setLevel(1)\nr.addFilter(lambda _: 0)\nreturn before",
    "environ": "import os\nos.environ['N'] = os.environ.get('N', '') + 'x'\nreturn os.environ['N']",
    "sys.path": "import sys\nsys.path.append('x')\nreturn sys.path.count('x')",
    "random": "import random\nreturn random.random()",
    "recursion limit": "import sys\nsys.setrecursionlimit(sys.getrecursionlimit() + 9)\nreturn sys.getrecursionlimit()",
    "garbage collection": "import gc\nbefore = gc.isenabled()\ngc.enable()\nreturn before",
    "context variables": "import contextvars, math\n"
    "v = vars(math).setdefault('_var', contextvars.ContextVar('v', default=0))\n"
    "v.set(v.get() + 1)\nreturn v.get()",
    "warnings": "import warnings as w\nw.simplefilter('error')\nreturn sum(f[0] == 'error' for f in w.filters)",
    "standard streams": "import sys\nsys.stdout = None\nreturn 1",
    "hooks": "import sys, threading\nbefore = threading.excepthook.__name__, sys.excepthook.__name__\n"
    "one, other = threading, sys\none.excepthook = other.excepthook = print\nreturn before",
    "current loop": "import asyncio\nloop = asyncio.new_event_loop()\nasyncio.set_event_loop(loop)\n"
    "return asyncio.get_event_loop_policy()._local._loop is loop",
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("body", SPOILING.values(), ids=SPOILING)
def test_run_leaves_nothing_behind(bench: Any, body: str) -> None:
    """What a run changes in its process is as before in the next one."""
    lines = "\n    ".join(body.splitlines())
    program = f"seen = []\ndef main():\n    {lines}"
    runs = [bench.plainly(program) for _ in range(3)]
    assert [run.ended for run in runs] == ["returned"] * 3
    assert len({repr(run.returned) for run in runs}) == 1


def test_random_follows_from_the_seed(bench: Any) -> None:
    """`random` starts from the check's seed: the same for the same one, another for another."""
    program = "import random\ndef main(): return random.random()"
    first, again, other = (bench.call(program, seed=seed).returned for seed in (1, 1, 2))
    assert (first == again, first == other) == (True, False)


CHANCE = {
    "os.urandom": "import os\ndef main(): return os.urandom(16)",
    "uuid": "import uuid\ndef main(): return str(uuid.uuid4())",
    "secrets": "import secrets\ndef main(): return secrets.token_hex(16)",
    "SystemRandom": "import random\ndef main(): return random.SystemRandom().random()",
    "Random": "import random\ndef main(): return random.Random().random()",
    "seed": "import random\ndef main():\n    random.seed()\n    return random.random()",
    "tempfile": "import tempfile, os\ndef main(): return os.path.basename(tempfile.mktemp())",
}


@pytest.mark.parametrize("program", CHANCE.values(), ids=CHANCE)
def test_chance_follows_from_the_seed(bench: Any, program: str) -> None:
    """What Python asks the operating system for follows from the check's seed, and is no constant."""
    first, same, other = (bench.call(program, seed=seed).returned for seed in (1, 1, 2))
    assert (first == same, first == other) == (True, False)


def test_chance_does_not_repeat_itself(bench: Any) -> None:
    """Within a run, no two answers are alike, and what `random` gives is another sequence."""
    program = """
        import os, random, secrets, uuid

        def main():
            taken = [uuid.uuid4().hex for _ in range(9)] + [secrets.token_hex(16) for _ in range(9)]
            taken += [random.randbytes(16).hex(), random.Random().randbytes(16).hex(), os.urandom(16).hex()]
            return taken
    """
    taken = bench.call(program).returned
    assert len(set(taken)) == len(taken) == 21
    assert all(len(each) == 32 for each in taken)


def test_chance_is_asked_as_ever(bench: Any) -> None:
    """What the operating system refuses is refused in its words; seeding by hand does what it always did."""
    program = """
        import os, random

        def main():
            said = []
            for size in (-1, "a", 2.5):
                try:
                    os.urandom(size)
                except Exception as error:
                    said.append(f"{type(error).__name__}: {error}")
            random.seed(5)
            one = random.Random(7)
            two = random.Random()
            two.seed(7)
            return said, os.urandom(0), random.random(), one.random() == two.random()
    """
    said, nothing, number, is_same = bench.call(program).returned
    assert [each.partition(":")[0] for each in said] == ["ValueError", "TypeError", "TypeError"]
    assert (nothing, number, is_same) == (b"", random.Random(5).random(), True)  # noqa: S311 (as there)


@pytest.mark.parametrize(
    "patch",
    ["asyncio.sleep = nothing", "time.sleep = lambda _: None", "asyncio.gather = None", "time.monotonic = lambda: 0"],
)
def test_patched_library_spoils_one_check_at_most(fresh_bench: Any, bench: Any, patch: str) -> None:
    """Who replaces parts of the standard library does so in a check's own worker, and no other is any different."""
    program = """
        import asyncio, time

        async def main():
            before = time.monotonic()
            await asyncio.gather(asyncio.sleep(3), asyncio.to_thread(time.sleep, 3))
            return time.monotonic() - before
    """
    fresh_bench.call(f"import asyncio, time\nasync def nothing(*_): pass\ndef main():\n    {patch}")
    assert bench.call(program).returned == 3.0
    fresh_bench.close()  # as after each check
    assert fresh_bench.call(program).returned == 3.0


def test_submission_may_be_called_like_a_module(bench: Any) -> None:
    """Its module is registered by its topic while it runs, for dataclasses and pickles, and gone afterwards."""
    program = """
        import dataclasses, pickle, sys

        @dataclasses.dataclass
        class Point:
            x: "int" = 1

        def main():
            return pickle.loads(pickle.dumps(Point())) == Point(), __name__, sys.modules["program"].__file__
    """
    assert bench.call(program).returned == (True, "program", "exercises/program.py")
    assert bench.call("import sys\ndef main(): return list(sys.modules).count('program')").returned == 1
