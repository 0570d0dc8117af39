"""One mistake is told in the words that fit what happened."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

CALLED = """
@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.call("work")
    assert run.returned == 7
"""
GIVEN_UP = """
@scenario
async def given_up(exercise):
    task = asyncio.create_task(exercise.work())
    await asyncio.wait([task], timeout=60.5)
    if task.done():
        return task.result()
    task.cancel()
    return None

@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.play(given_up)
    assert run.returned == 7
"""
LOOKED_UP = """
@scenario
async def looked_up(exercise):
    return {"red": 7}[await exercise.work()]

@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    assert lab.play(looked_up).returned == 7
"""
PLAYED = """
@scenario
async def played(exercise):
    return exercise.work()

@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    assert lab.play(played).returned == 7
"""
TIMED = """
@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.call("work", job("part", takes=2))
    assert run.returned == 7
"""
WRITTEN = """
@scenario
async def written(exercise, desk):
    exercise.work(f"{desk}/log")

@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.play(written, folder("desk", {"log": ""}))
    assert run.files("desk") == {"log": "on its way"}
"""
ASKED = """
@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.call("work", server("light.example", 80, [say(b"clear"), stop_reading()]))
    assert run.returned == 7
"""
ENDED = """
@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.call("work", program("mix", takes=60, stops=None))
    assert run.elapsed == 2.5
"""
OPENED = "reader, writer = await asyncio.open_connection('light.example', 80)\n"
STARTED = "mix = await asyncio.create_subprocess_exec(command)\n    await asyncio.sleep(2)\n"

CASES = {
    "a plain value": (PLAYED, "def work():\n    return 8\n", "another one than was asked for"),
    "a value in time": (TIMED, "async def work(part):\n    await part()\n    return 8\n", "the time may be right"),
    "a crash": (CALLED, "def work():\n    return {}['red']\n", "it crashed at this line"),
    "an error of the check's": (LOOKED_UP, "async def work():\n    return 'blue'\n", "so the check could not go on"),
    "a limit of its own": (
        CALLED,
        "async def work():\n    async with asyncio.timeout(1):\n        await asyncio.sleep(2)\n",
        "its own limit was over first",
    ),
    "a long sleep": (CALLED, "async def work():\n    await asyncio.sleep(1e9)\n", "far longer than anything takes"),
    "a loop": (
        CALLED,
        "async def work():\n    while True:\n        await asyncio.sleep(100)\n",
        "a loop goes on for ever",
    ),
    "given up": (GIVEN_UP, "async def work():\n    await asyncio.sleep(100)\n", "waits for what does not come"),
    "left to themselves": (
        CALLED,
        "async def work():\n    global left\n    left = asyncio.create_task(asyncio.sleep(9))\n    raise ValueError\n",
        "left tasks that it had started to themselves",
    ),
    "half a line": (
        ASKED,
        f"async def work():\n    {OPENED}    await reader.readuntil(b';')\n",
        "waits for more than ever comes",
    ),
    "nobody reads": (
        ASKED,
        f"async def work():\n    {OPENED}    writer.write(bytes(1_000_000))\n    await writer.drain()\n",
        "the other end reads no more",
    ),
    "serve_forever": (
        CALLED,
        "async def work():\n    await (await asyncio.start_server(print, 'a.example', 1)).serve_forever()\n",
        "goes on until it is cancelled",
    ),
    "a program that refuses": (
        ENDED,
        f"async def work(command):\n    {STARTED}    mix.terminate()\n    await mix.wait()\n",
        "it may refuse",
    ),
    "a buffer": (
        WRITTEN,
        "def work(path):\n    global log\n    log = open(path, 'a')\n    log.write('on its way')\n",
        "may wait in a buffer",
    ),
    "another text": (
        WRITTEN,
        "def work(path):\n    with open(path, 'a') as log:\n        log.write('never')\n",
        "is not what should be",
    ),
}


@pytest.mark.parametrize(("suite", "program", "said"), CASES.values(), ids=CASES)
def test_mistake_is_told_in_words_that_fit(house: House, suite: str, program: str, said: str) -> None:
    """What is said supposes nothing that has not happened."""
    house.suite("alpha", suite)
    verdict = house.verdict(f"import asyncio\n\n\n{dedent(program)}")
    assert verdict.diagnosis is not None
    assert said in verdict.diagnosis.explanation


def test_what_a_check_gives_up_is_told_with_what_it_waited_for(house: House) -> None:
    """A scenario that returns None because its patience is over does not make it look returned."""
    house.suite("alpha", GIVEN_UP)
    verdict = house.verdict(
        "import asyncio\n\nasync def work():\n    never = asyncio.Event()\n    await never.wait()\n"
    )
    assert verdict.happened == (
        "It had not come to its end when the check gave it up, at 60.5 s.\n  Task-2 waits for Event `never` (line 5)"
    )


def test_what_no_line_of_the_submission_raised_is_told_so(house: House) -> None:
    """The check's own program may stumble over what it gets."""
    house.suite("alpha", LOOKED_UP)
    verdict = house.verdict("async def work():\n    return 'blue'\n")
    assert verdict.happened == "This came, and no line of yours raised it: KeyError: 'blue'"


HEARD = """
@pytest.mark.points(1)
def test_it(lab):
    \"\"\"It works.\"\"\"
    run = lab.call("work", server("light.example", 80, [hear(2), say(b"?"), hear(b";"), say(b"clear")]))
    assert run.returned == 7
"""
WAITS = {
    "for ever": "await reader.read(9); await reader.read(9)",
    "for a while": "await reader.read(9); await asyncio.wait_for(reader.read(9), 4)",
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_what_a_server_waits_for_is_told(house: House, wait: str) -> None:
    """Whoever waits in vain for an answer learns what the server has not heard."""
    house.suite("alpha", HEARD)
    verdict = house.verdict(
        f"import asyncio\n\nasync def work():\n    {OPENED}    writer.write(b'hello')\n    {wait}\n"
    )
    said = (verdict.happened or "").splitlines()[-1]
    assert said == "The server light.example:80 still waited for b';', after b'llo'."
