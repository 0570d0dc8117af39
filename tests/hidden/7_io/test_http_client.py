"""http_client: the checks that make sure."""

import asyncio
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import hang_up, hear, note, reply, say, scenario, server, web_server


@scenario
async def read_all(exercise, urls, connections, limit):
    return await exercise.read_all(urls, connections, limit)


@pytest.mark.points(2)
@given(
    answers=st.lists(st.tuples(st.integers(1, 6), st.sampled_from([200, 200, 404, 500])), min_size=1, max_size=4),
    limit=st.sampled_from([2.5, 4.5]),
)
def test_each_has_its_own_outcome(lab, answers, limit):
    """Whatever the answers are, and whenever they come: each URL has its reading, or what went wrong with it."""
    routes = {f"/{number}": reply(status, json=number, after=after) for number, (after, status) in enumerate(answers)}
    urls = [f"http://sea.example{path}" for path in routes]
    run = lab.play(read_all, web_server("sea.example", routes), urls, connections=4, limit=limit)
    readings, failures = {}, {}
    for number, (after, status) in enumerate(answers):
        if after > limit:
            failures[urls[number]] = "too late"
        elif status != 200:
            failures[urls[number]] = f"status {status}"
        else:
            readings[urls[number]] = number
    assert run.elapsed == min(limit, max(after for after, _ in answers))
    assert run.returned == (readings, failures)


@scenario
async def counted(exercise, urls, connections, limit):
    readings, failures = await exercise.read_all(urls, connections, limit)
    note("is over")
    note("readings", len(readings))
    note("failures", sorted(failures.values()))
    await asyncio.sleep(10)


@scenario
async def cancelled(exercise, urls, connections, limit):
    task = asyncio.create_task(exercise.read_all(urls, connections, limit))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    note("is cancelled" if task.cancelled() else "is not cancelled")
    await asyncio.sleep(10)


@pytest.mark.points(1.5)
def test_at_the_end_nothing_goes_on(lab):
    """Who waits for a connection at the limit is too late, too; and at the end, however it comes, all are closed."""
    names = ("a", "b", "c", "d")
    sea = web_server("sea.example", {f"/{name}": reply(json=name, after=2) for name in names})
    lake = web_server("lake.example", {"/a": reply(json="a", after=1)})
    urls = ["http://lake.example/a", *(f"http://sea.example/{name}" for name in names)]
    run = lab.play(counted, sea, lake, urls, connections=1, limit=3.5)
    assert run.at("is over") == 3.5
    assert run.notes("readings") == [2]
    assert run.notes("failures") == [["too late"] * 3]
    assert run.left_open == []
    assert "unclosed" not in run.warnings
    run = lab.play(cancelled, sea, lake, urls, connections=1, limit=90.5)
    assert run.at("is cancelled") == 2.5
    assert run.at("sea.example/d started") is None
    assert run.left_open == []
    assert "unclosed" not in run.warnings


@scenario
async def download(exercise, url, patience, stop=None):
    import aiohttp

    async def keep(piece):
        note("kept", piece.decode())

    async with aiohttp.ClientSession() as session:
        try:
            async with asyncio.timeout(stop):
                return await exercise.download(session, url, keep, patience)
        except TimeoutError:
            note("raised TimeoutError")
        except aiohttp.ClientError as error:
            note(f"raised {type(error).__name__}")


@pytest.mark.points(1.5)
def test_a_download_may_fail(lab):
    """Silence, a connection that ends too early and a bad status are errors, and what has come before is kept."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n"
    script = [hear(b"\r\n\r\n"), say(head + b"once ", after=2), say(b"upon ", after=3), say(b"a time", after=9999)]
    for patience in (4.5, 400.5):
        run = lab.play(download, server("sea.example", 80, script), "http://sea.example/film", patience)
        assert run.at("raised TimeoutError") == 5 + patience
        assert run.notes("kept") == ["once ", "upon "]
    for silent in (server("sea.example", 80, answers=False), server("sea.example", 80, [hear(b"\r\n\r\n")])):
        run = lab.play(download, silent, "http://sea.example/film", 4.5, stop=900.25)
        assert run.at("raised TimeoutError") == 4.5
    run = lab.play(download, server("sea.example", 80, script), "http://sea.example/film", 9.5, stop=3.5)
    assert run.at("raised TimeoutError") == 3.5
    script = [hear(b"\r\n\r\n"), say(head + b"once ", after=2), hang_up(after=1)]
    run = lab.play(download, server("sea.example", 80, script), "http://sea.example/film", 4.5)
    assert run.at("raised ClientPayloadError") == 3
    assert run.notes("kept") == ["once "]
    sea = web_server("sea.example", {"/film": reply(404, "no such film", after=1)})
    run = lab.play(download, sea, "http://sea.example/film", 4.5)
    assert run.at("raised ClientResponseError") == 1
    assert run.notes("kept") == []


@pytest.mark.points(1)
def test_whatever_takes_longer(lab):
    """The outcomes are the same in whatever order, and in however many parts, the answers come."""
    routes = {
        "/north": reply(json={"waves": [1, 2, 3] * 20}, after=1),
        "/lost": reply(404, after=1),
        "/struck": reply(fault="hang_up", after=2),
        "/south": reply(json="calm", after=1),
        "/asleep": reply(json="asleep", after=math.inf),
    }
    urls = [f"http://sea.example{path}" for path in routes]
    for run in lab.explore(read_all, web_server("sea.example", routes), urls, connections=2, limit=900.5, schedules=10):
        assert run.returned == (
            {urls[0]: {"waves": [1, 2, 3] * 20}, urls[3]: "calm"},
            {urls[1]: "status 404", urls[2]: "no connection", urls[4]: "too late"},
        )
