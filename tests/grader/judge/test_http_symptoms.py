"""What a run shows has a name: mistakes with HTTP, told by what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

WEB = '''
@pytest.mark.points(1)
def test_it(lab):
    """It asks a server over one connection, in a session that is closed."""
    pages = {{"/": reply(text="yes" * 400_000), "/late": reply(after=999), "/late?1": reply(after=1)}}
    run = lab.call("main", web_server("a.example", pages))
    assert {question} == {wanted}
'''
HOSTS = '''
@pytest.mark.points(1)
def test_it(lab):
    """It asks the second server while the first one has not answered."""
    a, b = (web_server(host, {"/": reply(after=2)}) for host in ("a.example", "b.example"))
    assert lab.call("main", a, b).at("b.example/ finished") <= 3
'''
MISTAKES = {
    "waits for another host": (
        HOSTS,
        """
        import asyncio
        import aiohttp

        async def main():
            async def ask(url, again):
                async with turn:
                    for pause in range(0, again, 20):
                        await asyncio.sleep(pause)
                        async with session.get(url) as response:
                            await response.read()

            turn = asyncio.Lock()
            async with aiohttp.ClientSession() as session:
                await asyncio.gather(ask("http://a.example/", 40), ask("http://b.example/", 20))
        """,
        "needless-waiting",
    ),
    "asks more often than it should": (
        WEB.format(question='len(run.requests("a.example"))', wanted=1),
        """
        import aiohttp

        async def main():
            async with aiohttp.ClientSession() as session:
                for _ in range(2):
                    async with session.get("http://a.example/late?1") as response:
                        await response.read()
        """,
        "done-twice",
    ),
    "a session for each request": (
        WEB.format(question='len(run.connections("a.example"))', wanted=1),
        """
        import aiohttp

        async def main():
            for _ in range(3):
                async with aiohttp.ClientSession() as session, session.get("http://a.example/") as response:
                    await response.read()
        """,
        "connection-each",
    ),
    "an answer that nobody reads": (
        WEB.format(question="run.returned", wanted=[200, 200]),
        """
        import aiohttp

        async def main():
            timeout, connector = aiohttp.ClientTimeout(total=4.5), aiohttp.TCPConnector(limit=1)
            async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
                return [(await session.get("http://a.example/")).status for _ in range(2)]
        """,
        "never-released",
    ),
    "an answer that takes hours": (
        WEB.format(question="run.returned", wanted="yes"),
        """
        import aiohttp

        async def main():
            async with aiohttp.ClientSession() as session, session.get("http://a.example/late") as response:
                return await response.text()
        """,
        "default-timeout",
    ),
    "a session that nobody closes": (
        WEB.format(question="run.warnings", wanted=[]),
        """
        import aiohttp

        async def main():
            session = aiohttp.ClientSession()
            async with session.get("http://a.example/") as response:
                await response.read()
        """,
        "session-left-open",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_with_http_is_named(house: House, name: str) -> None:
    """What becomes of sessions, connections and answers is seen from the server's side, or told by aiohttp."""
    suite, source, diagnosis = MISTAKES[name]
    house.suite("alpha", suite)
    found = house.verdict(source).diagnosis
    assert found is not None
    assert found.name == diagnosis
