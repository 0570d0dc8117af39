"""Mistakes with connections have names, and are told with the line that opened them."""

from __future__ import annotations

import asyncio
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

SUITE = '''
@pytest.mark.points(1)
def test_it(lab):
    """A line is asked for, and answered."""
    light = server("light.example", 80, [hear(1), say(b"cle"), say(b"ar\\n", after=1)])
    run = lab.call("ask", "light.example", 80, light)
    assert run.returned == b"clear\\n"
    assert run.left_open == []
    assert run.buffered < 1_000


@scenario
async def served(exercise):
    import asyncio

    async with await asyncio.start_server(exercise.handle, "light.example", 80):
        reader, writer = await asyncio.open_connection("light.example", 80)
        writer.write(b"x")
        await reader.read()
        writer.close()


@pytest.mark.points(1)
def test_server(lab):
    """Nothing is complained of."""
    run = lab.play(served)
    assert run.warnings == []
'''
HANDLE = """
async def handle(reader, writer):
    writer.close()


"""
MISTAKES = {
    "part-for-all": "writer.write(b'?'); line = await reader.read(100); writer.close(); return line",
    "connection-left-open": "writer.write(b'?'); return await reader.readline()",
    "waits-for-the-end": "writer.write(b'?'); return await reader.read()",
    "writes-without-drain": (
        "writer.write(bytes(100_000)); line = await reader.readline(); writer.transport.abort(); return line"
    ),
    "stream-is-no-manager": "\nasync with writer:\n    return await reader.readline()",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_of_clients_have_names(house: House, name: str) -> None:
    """Each is told from what happened."""
    house.suite("alpha", SUITE)
    body = "reader, writer = await asyncio.open_connection(host, port)\n" + dedent(MISTAKES[name])
    source = "import asyncio\n\n" + HANDLE + "async def ask(host, port):\n" + indent(body, "    ")
    (verdict, _) = house.verdicts(source)
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == name


@pytest.mark.skipif(
    not hasattr(asyncio.StreamWriter, "__del__"), reason="the streams of early versions of Python 3.11 do otherwise"
)
def test_what_a_handler_raises_has_a_name(house: House) -> None:
    """Asyncio only logs it."""
    house.suite("alpha", SUITE)
    source = "async def ask(host, port):\n    pass\n\n\nasync def handle(reader, writer):\n    raise ValueError('no')\n"
    (_, verdict) = house.verdicts(source)
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.name == "raises-in-handler"


def test_servers_are_no_arguments_of_the_call(house: House) -> None:
    """What was called is told as it was, and a server that was there beside it."""
    house.suite("alpha", SUITE)
    (verdict, _) = house.verdicts("async def ask(host, port):\n    return 1\n" + HANDLE)
    assert "Called: ask('light.example', 80), with the server light.example:80" in (verdict.expected or "")


def test_a_task_that_waits_for_another_is_told_so_once(house: House) -> None:
    """Whom it waits for holds nothing that it would need."""
    house.suite("alpha", SUITE)
    program = """
    import asyncio

    async def ask(host, port):
        await asyncio.create_task(asyncio.Event().wait())

    """
    (verdict, _) = house.verdicts(dedent(program) + HANDLE)
    assert "Task-1 waits for task Task-2 (line 5)" in (verdict.happened or "")
