"""What a run shows leads to the clue that a teacher would give, and what is told belongs to the same mistake."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

START = "import asyncio, concurrent.futures, time\n"


def check(scenario: str, *asserts: str) -> str:
    """Write a suite of one check, in which `run` is what *scenario* gives."""
    body = "\n    ".join([f"run = {scenario}", *(f"assert {each}" for each in asserts)])
    return f'\n@pytest.mark.points(1)\ndef test_it(lab):\n    """It works."""\n    {body}\n'


AT_ONCE = check('lab.call("work", blocking_job("part", takes=2, returns=1), 3)', 'run.peak("part") == 3')
ENDS = check('lab.call("work", job("part", takes=2, returns=None))', "run.returned is None")
LOOPED = """
class Numbers:
    def __init__(self, number):
        self.number = number

    def __aiter__(self):
        return self

    async def __anext__(self):
        return await self.number()

@scenario
async def looped(exercise, number):
    return await exercise.take(Numbers(number))
""" + check('lab.play(looped, job("number", takes=2, returns=7))', "run.returned == 7")
SECOND = check(
    'lab.call("work", job("first", takes=2), job("second", takes=3))',
    'run.at("second finished") == {}',
    "run.elapsed == 9",
)
STAGES = check(
    'lab.call("work", job("load", takes=by_argument({1: 1, 2: 4})), job("store", takes=2))',
    'run.times("store started") == [1, 4]',
)
BACK = check('lab.call("work", job("borrow", takes=2), job("give", takes=1))', 'run.times("give started") == [2]')
READS = check('lab.call("work", job("read", takes=2, returns=by_call(1, 2, 3)))', 'run.times("read started") == {}')
SENT = """
@scenario
async def sent(exercise, send):
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(exercise.alarm, loop, send)
""" + check('lab.play(sent, job("send", takes=2, returns=7))', "run.returned == [7]")
CALLED = """
@scenario
async def called(exercise, part):
    return await asyncio.gather(exercise.work(part), return_exceptions=True)
""" + check('lab.play(called, job("part", takes=2, returns=7))', "run.elapsed == 2")
HUNG_UP = """
@scenario
async def hung_up(exercise):
    def dial(on_answer):
        asyncio.get_running_loop().call_later(5, on_answer, 1)
        return lambda: note("hung up")

    task = asyncio.create_task(exercise.call(dial))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    await asyncio.sleep(7)
""" + check("lab.play(hung_up)", 'run.times("hung up") == [2.5]')
TASK = """
@scenario
async def in_a_task(exercise, part):
    return await asyncio.create_task(exercise.work(part))
""" + check('lab.play(in_a_task, job("part", takes=2, returns=7))', "run.returned == 7")
RESULTS = check('lab.call("work", job("part", takes=2, returns=7, raises=OSError("no")))', "run.returned == [7, 7]")
CUT_SHORT = """
@scenario
async def cut_short(exercise, part):
    task = asyncio.create_task(exercise.work(part))
    await asyncio.sleep(1.5)
    task.cancel()
    await asyncio.wait([task])
    note("cancelled", task.cancelled())
""" + check('lab.play(cut_short, job("part", takes=2, raises=OSError("no")))', 'run.notes("cancelled") == [True]')
THREAD = check('lab.call("work", blocking_job("part", takes=2, returns="x"))', 'run.returned == "x"')
TOLD = """
@scenario
async def told(exercise):
    class Tool:
        async def __aenter__(self):
            pass

        async def __aexit__(self, kind, error, trace):
            note("told", kind and kind.__name__)

    try:
        await exercise.use(Tool())
    except OSError:
        note("raised")
""" + check("lab.play(told)", 'run.notes("raised") == [None]', 'run.notes("told") == ["OSError"]')

CLUES = {
    "futures of threads, not awaited": (
        AT_ONCE,
        """
        async def work(part, number):
            loop, pool = asyncio.get_running_loop(), concurrent.futures.ThreadPoolExecutor(3)
            return asyncio.gather(*(loop.run_in_executor(pool, part) for _ in range(number)))
        """,
        "missing-await",
        "returned <_GatheringFuture pending>",
    ),
    "loop over coroutines": (
        ENDS,
        """
        async def work(part):
            while part() is not None:
                await asyncio.sleep(0)
        """,
        "never-awaited",
        "coroutine `part` was never awaited",
    ),
    "loop beside a task": (
        ENDS,
        """
        async def work(part):
            task = asyncio.create_task(part())
            while not task.done():
                pass
        """,
        "endless-loop",
        "computed without an end",
    ),
    "for": (
        LOOPED,
        "async def take(numbers):\n    for number in numbers:\n        return number",
        "missing-async-for",
        "Type",
    ),
    "for over a queue": (
        LOOPED,
        "async def take(numbers):\n    for number in asyncio.Queue():\n        pass",
        "wrong-error",
        "'Queue'",
    ),
    "slip in a group": (
        ENDS,
        """
        async def work(part):
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.nowhere())
        """,
        "wrong-error",
        "AttributeError",
    ),
    "slip in a task of a group": (
        ENDS,
        """
        async def work(part):
            async def one():
                return {}[await part()]

            async with asyncio.TaskGroup() as group:
                group.create_task(one())
        """,
        "wrong-error",
        "KeyError: None",
    ),
    "failure in a task of a group": (
        check('lab.call("work", job("part", takes=2, raises=KeyError("no")))', "run.returned is None"),
        """
        async def work(part):
            async with asyncio.TaskGroup() as group:
                group.create_task(part())
        """,
        "unopened-group",
        "KeyError: 'no'",
    ),
    "with": (
        LOOPED,
        "async def take(numbers):\n    with asyncio.timeout(5):\n        pass",
        "missing-async-with",
        "'Timeout'",
    ),
    "in turn": (
        SECOND.format(3),
        "async def work(first, second):\n    await first()\n    await second()",
        "sequential-await",
        "5 s",
    ),
    "after a pause": (
        SECOND.format(3),
        "async def work(first, second):\n    await first()\n    await asyncio.sleep(4)\n    await second()",
        "too-late",
        "9 s",
    ),
    "stage by stage": (
        STAGES,
        """
        async def work(load, store):
            await asyncio.gather(load(1), load(2))
            await asyncio.gather(store(), store())
        """,
        "waits-for-all",
        "4 s, 4 s",
    ),
    "once more": (
        BACK,
        "async def work(borrow, give):\n    await borrow()\n    await borrow()\n    await give()",
        "done-twice",
        "4 s",
    ),
    "again and again": (
        check('lab.call("work", job("read", takes=2), job("give", takes=1))', "run.elapsed == 5"),
        "async def work(read, give):\n    await read()\n    await read()\n    await read()\n    await give()",
        "sequential-await",
        "7 s",
    ),
    "one too many": (
        READS.format([0, 2]),
        "async def work(read):\n    while await read() < 3:\n        pass",
        "went-too-far",
        "0 s, 2 s, 4 s",
    ),
    "twice": (READS.format([0]), "async def work(read):\n    await read()\n    await read()", "done-twice", "0 s, 2 s"),
    "counted": (
        check('lab.call("work", job("read", takes=2))', 'len(run.times("read started")) == 1'),
        "async def work(read):\n    await read()\n    await read()",
        "ran-ahead",
        "the times of 'read started': 2.",
    ),
    "noted": (
        """
@scenario
async def decided(exercise):
    exercise.work(lambda: note("decided"))
"""
        + check("lab.play(decided)", 'len(run.times("decided")) == 1'),
        "def work(decide):\n    decide()\n    decide()",
        "done-twice",
        "the times of 'decided': 2.",
    ),
    "at all": (READS.format([]), "async def work(read):\n    await read()", "uncalled-for", "0 s"),
    "futures of threads": (
        SENT,
        """
        def alarm(loop, send):
            future = asyncio.run_coroutine_threadsafe(send(), loop)
            concurrent.futures.wait([future])
            return [future]
        """,
        "missing-result",
        "<Future state=finished",
    ),
    "result of what is not done": (
        CALLED,
        "async def work(part):\n    return asyncio.create_task(part()).result()",
        "not-done-yet",
        "Result is not set",
    ),
    "never hangs up, and sets it then": (
        HUNG_UP,
        """
        async def call(dial):
            future = asyncio.get_running_loop().create_future()
            dial(future.set_result)
            return await future
        """,
        "missing-cleanup",
        "'hung up' never happened",
    ),
    "plain function for a task": (
        TASK,
        "def work(part):\n    return asyncio.ensure_future(part())",
        "no-coroutine",
        "a coroutine was expected",
    ),
    "function for a task": (
        TASK,
        "async def work(part):\n    await asyncio.create_task(part)",
        "not-called",
        "expected",
    ),
    "called for the thread": (
        THREAD,
        "async def work(part):\n    return await asyncio.to_thread(part())",
        "called-at-once",
        "not callable",
    ),
    "errors among the results": (
        RESULTS,
        "async def work(part):\n    return await asyncio.gather(part(), part(), return_exceptions=True)",
        "errors-as-data",
        "OSError('no')",
    ),
    "errors within the results": (
        RESULTS,
        "async def work(part):\n    return {'a': (1, await asyncio.gather(part(), return_exceptions=True))}",
        "errors-as-data",
        "OSError('no')",
    ),
    "text that reads like errors": (
        RESULTS,
        "async def work(part):\n    await asyncio.sleep(1)\n    return [\"OSError('no')\", 'a KeyError()']",
        "wrong-value",
        "OSError('no')",
    ),
    "tries again when it is cancelled": (
        CUT_SHORT,
        """
        async def work(part):
            try:
                await part()
            except (OSError, asyncio.CancelledError):
                await part()
        """,
        "swallowed-cancel",
        "'cancelled': [False]",
    ),
    "fails, and nobody hears": (
        CUT_SHORT,
        """
        async def fails():
            raise OSError("no")
        async def work(part):
            task = asyncio.create_task(fails())
            await asyncio.sleep(1)
        """,
        "never-retrieved",
        "'cancelled': [False]",
    ),
    "tells nobody": (
        TOLD,
        """
        async def use(tool):
            await tool.__aenter__()
            try:
                raise OSError("no")
            finally:
                await tool.__aexit__(None, None, None)
        """,
        "not-told",
        "[None]",
    ),
}


@pytest.mark.parametrize("name", CLUES)
def test_clue_and_fact_belong_together(house: House, name: str) -> None:
    """The mistake has the name that a teacher would give it, and the fact that shows it is told."""
    checks, source, diagnosis, fact = CLUES[name]
    house.suite("alpha", checks)
    verdict = house.verdict(START + dedent(source))
    assert verdict.status == "failed"
    assert verdict.happened is not None
    assert verdict.diagnosis is not None
    assert (verdict.diagnosis.name, fact in verdict.happened) == (diagnosis, True), verdict.happened


def test_fact_comes_with_its_line(house: House) -> None:
    """Where a fact is added, the line is shown that it is about."""
    house.suite("alpha", ENDS)
    loop = "    while part() is not None:\n        await asyncio.sleep(0)"
    verdict = house.verdict(f"import asyncio\nasync def work(part):\n{loop}")
    assert verdict.happened is not None
    assert verdict.happened.splitlines()[-1].startswith("asyncio complained: coroutine `part` was never awaited")
    assert verdict.place is not None
    assert verdict.place.line == 3


def test_what_never_started_is_said_so(house: House) -> None:
    """Nobody is told that as many as 0 ran at the same time; and what ends in a full stop gets no other one."""
    house.suite("alpha", AT_ONCE)
    assert (house.verdict("async def work(part, number):\n    pass").happened or "").startswith("'part' never started.")
    house.forget()
    house.suite("beta", check('lab.call("work")', "run.raised is None"))
    [verdict] = house.grade({"beta": 'async def work():\n    raise OSError("No.")'})[0].checks
    assert verdict.happened == "`work` raised OSError: No."
