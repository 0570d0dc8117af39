"""What a run shows has a name: mistakes with programs and signals, told by what happened."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

LIMITED = '''
@pytest.mark.points(1)
def test_it(lab):
    """A program that takes too long is stopped."""
    run = lab.call("run", program("a", takes=9), 2.5)
    assert run.unreaped == []
    assert run.elapsed == 2.5
'''
COLLECTED = '''
@pytest.mark.points(1)
def test_it(lab):
    """All that a program writes is collected."""
    run = lab.call("run", program("a", takes=2, stdin="{}", output="x" * 300_000))
    assert len(run.returned) == 300_000
'''
STOPPED = '''
from grader.judge import signal_at

@scenario
async def stopped(exercise):
    signal_at("SIGTERM", 3)
    await exercise.main()

@pytest.mark.points(1)
def test_it(lab):
    """SIGTERM ends it."""
    assert lab.play(stopped).elapsed == 3
'''
START = "import asyncio, signal, subprocess, sys\n"
LIMIT = """
async def run(name, limit):
    process = await asyncio.create_subprocess_exec(name, stdout=-1)
    try:
        await asyncio.wait_for(process.communicate(), limit)
    except TimeoutError:
        {}
"""
COLLECT = """
async def run(name):
    process = await asyncio.create_subprocess_exec(name, stdin=-1, stdout=-1)
    {}
"""
STOP = """
async def main():
    over = asyncio.Event()
    {}
    await over.wait()
"""
MISTAKES = {
    "left running": (LIMITED, LIMIT.format("return None"), "left-running"),
    "killed and not waited for": (LIMITED, LIMIT.format("process.kill()"), "never-reaped"),
    "not read": (COLLECTED.format("ignores"), COLLECT.format("await process.wait()"), "full-pipe"),
    "not read at all": (
        COLLECTED.replace("300_000", "900_000").format("ignores"),
        COLLECT.format("await process.wait()"),
        "full-pipe",
    ),
    "not closed": (COLLECTED.format("reads"), COLLECT.format("return await process.stdout.read()"), "open-pipe"),
    "blocking": (LIMITED, "async def run(name, limit):\n    subprocess.run([name])\n", "blocked-loop"),
    "no handler": (STOPPED, STOP.format("pass"), "killed-by-signal"),
    "late": (
        STOPPED,
        """
        async def main():
            seen = []
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, seen.append, 1)
            while not seen:
                await asyncio.sleep(2)
        """,
        "signal-ignored",
    ),
    "interrupted": (
        STOPPED.replace("SIGTERM", "SIGINT"),
        """
        async def main():
            try:
                await asyncio.sleep(9)
            except KeyboardInterrupt:
                pass
        """,
        "interrupted",
    ),
    "exit in a handler": (
        STOPPED,
        STOP.format("asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sys.exit)"),
        "exits-in-the-middle",
    ),
    "plain handler": (STOPPED, STOP.format("signal.signal(signal.SIGTERM, lambda *_: over.set())"), "not-woken"),
}
PROGRAM = "from grader.judge import program\n"


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_with_a_program_or_a_signal_is_named(house: House, name: str) -> None:
    """A program left running, a zombie, a pipe that nobody reads or closes, signals that nobody handles."""
    suite, source, diagnosis = MISTAKES[name]
    house.suite("alpha", PROGRAM + suite)
    verdict = house.verdict(START + dedent(source))
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == diagnosis


TOGETHER = '''
@pytest.mark.points(1)
def test_it(lab):
    """Two are cooked at the same time, and then it closes."""
    run = lab.call("serve", job("order", takes=1), job("cook", takes=3), job("close", takes=1))
    assert run.peak("cook") == 2
'''
UNTIL = '''
@pytest.mark.points(1)
def test_it(lab):
    """What is late is cancelled at 5.5."""
    assert lab.call("finish", job("work", takes=9, cleanup=2)).at("work cancelled") == 5.5
'''
TIMES = {
    "one after the other": (
        TOGETHER,
        """
        async def serve(order, cook, close):
            async def take():
                for _ in range(2):
                    await order()
                    await asyncio.wait([asyncio.create_task(cook())])

            await asyncio.create_task(take())
            await close()
        """,
        "sequential-await",
    ),
    "cancelled too soon": (
        UNTIL,
        """
        async def finish(work):
            task = asyncio.create_task(work())
            await asyncio.wait([task], timeout=1.5)
            task.cancel()
            await asyncio.wait([task])
        """,
        "too-early",
    ),
}


@pytest.mark.parametrize("name", TIMES)
def test_what_is_asked_about_decides(house: House, name: str) -> None:
    """Who only closes afterwards has waited for nobody's turn; what is cancelled too soon may well be waited for."""
    suite, source, diagnosis = TIMES[name]
    house.suite("alpha", suite)
    verdict = house.verdict(START + dedent(source))
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == diagnosis


SAID = {
    "left running": ("When `run` was over, these programs were still running: a.", 4),
    "killed and not waited for": ("When `run` was over, nobody had waited for the end of these programs: a.", 4),
    "no handler": ("SIGTERM came at 3 s and ended the whole process: nothing handled it.", None),
}


@pytest.mark.parametrize("name", SAID)
def test_program_that_is_left_is_told_with_its_line(house: House, name: str) -> None:
    """The learner reads which program, and where it was started."""
    suite, source, _ = MISTAKES[name]
    house.suite("alpha", PROGRAM + suite)
    verdict = house.verdict(START + dedent(source))
    happened, line = SAID[name]
    assert verdict.happened == happened
    assert (verdict.place.line if verdict.place else None) == line


def test_program_is_described_as_it_was_declared() -> None:
    """Messages say what a program does."""
    from grader.judge.pickling import described
    from grader.judge.suite import by_call, program

    assert described(program("a", takes=3)) == "a (3 s)"
    assert described(program("a", exits=by_call(1, 2), stdin="reads", stops=None)) == (
        "a (0 s, exits with 1, then 2, reads its input, ignores SIGTERM)"
    )
    assert described([program("a", takes=3, stops=2)]) == "[a (3 s, needs 2 s to stop)]"
