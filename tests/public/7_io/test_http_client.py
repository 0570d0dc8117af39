"""http_client: the checks that a learner may read."""

import math

import pytest

from grader.judge import hear, job, note, reply, say, scenario, server, web_server


@scenario
async def read_in_turn(exercise, urls):
    import aiohttp

    errors = []  # kept, with all that they refer to: what is in use does not become free by being forgotten
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        for url in urls:
            try:
                note("reading", await exercise.read(session, url))
            except aiohttp.ClientResponseError as error:
                note("refused", error.status)
                errors.append(error)


@pytest.mark.points(2)
def test_reads_what_is_a_reading(lab):
    """A reading is returned, a bad status is an error, and both leave the connection to the next request."""
    routes = {
        "/north": reply(json={"waves": 2}, after=1),
        "/lost": reply(404, json={"waves": 0}, after=2),
        "/south": reply(json=[4, 5], after=3),
        "/broken": reply(500, "rusty", after=1),
    }
    urls = [f"http://buoys.example{path}" for path in ("/north", "/lost", "/south", "/broken", "/north")]
    run = lab.play(read_in_turn, web_server("buoys.example", routes), urls)
    assert run.notes("reading") == [{"waves": 2}, [4, 5], {"waves": 2}]
    assert run.notes("refused") == [404, 500]
    assert run.elapsed == 8
    assert len(run.connections("buoys.example")) == 1
    routes = {"/lost": reply(404, "All buoys: " * 100_000), "/north": reply(json={"waves": 2})}
    run = lab.play(read_in_turn, web_server("buoys.example", routes), urls[1::3])
    assert run.notes("reading") == [{"waves": 2}]


@scenario
async def read_all(exercise, urls, connections, limit):
    return await exercise.read_all(urls, connections, limit)


@pytest.mark.points(3)
def test_requests_share_the_connections(lab):
    """As many requests to each host are under way as there may be connections, and these are used again and again."""
    names = ("a", "b", "c", "d", "e", "f")
    sea = web_server("sea.example", {f"/{name}": reply(json=name, after=1) for name in names})
    lake = web_server("lake.example", {f"/{name}": reply(json=name * 2, after=3) for name in ("a", "b")})
    urls = [*(f"http://sea.example/{name}" for name in names), "http://lake.example/a", "http://lake.example/b"]
    run = lab.play(read_all, sea, lake, urls, connections=2, limit=4.5)
    assert run.peak(*(f"sea.example/{name}" for name in names)) == 2
    assert run.overlap("lake.example/a", "lake.example/b") == 3
    assert run.elapsed == 3
    assert len(run.connections("sea.example")) == 2
    assert run.returned == ({url: url[-1] * (2 if "lake" in url else 1) for url in urls}, {})


@pytest.mark.points(2)
def test_one_that_fails_is_in_nobodys_way(lab):
    """Whatever goes wrong with one buoy, the others' readings are there, and what it was is told by a word."""
    routes = {
        "/north": reply(json=2, after=1),
        "/lost": reply(404, json=404),
        "/busy": reply(503, json=503, after=2),
        "/asleep": reply(json=0, after=math.inf),
        "/struck": reply(fault="reset", after=1),
        "/south": reply(json=3, after=3),
    }
    sea = web_server("sea.example", routes)
    hosts = sea, server("dry.example", 0), server("far.example", 80, answers=False)
    urls = [f"http://sea.example{path}" for path in routes]
    urls += ["http://dry.example/a", "http://nowhere.example/a", "http://far.example/a"]
    run = lab.play(read_all, *hosts, urls, connections=9, limit=3.5)
    assert run.elapsed == 3.5
    failures = ["status 404", "status 503", "too late", *["no connection"] * 3, "too late"]
    failed = [url for url in urls if not url.endswith(("north", "south"))]
    assert run.returned == ({urls[0]: 2, urls[5]: 3}, dict(zip(failed, failures, strict=True)))


@scenario
async def download(exercise, url, patience, keep):
    import aiohttp

    async def keep_here(piece):
        note("kept", piece.decode())
        await keep()

    async with aiohttp.ClientSession() as session:
        return await exercise.download(session, url, keep_here, patience)


@pytest.mark.points(2)
def test_keeps_each_piece_as_it_comes(lab):
    """Each piece of a film is kept when it comes, and the film may take hours."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n"
    script = [hear(b"\r\n\r\n"), say(head + b"once ", after=2), say(b"upon a ", after=500), say(b"time", after=8000)]
    run = lab.play(download, server("sea.example", 80, script), "http://sea.example/film", 8100.5, job("keep", takes=1))
    assert run.times("keep started") == [2, 502, 8502]
    assert run.notes("kept") == ["once ", "upon a ", "time"]
