"""scraper: the checks that a learner may read."""

import math

import pytest

from grader.judge import blocking_job, by_argument, note, reply, scenario, web_server

PAGE = """
<html><head><title> The old mill </title></head>
<body><h1>Mills</h1>
<p>See <a href="wheel.html">the wheel</a>, <a href="/river#bend">the river</a>, and <a href='wheel.html#axle'>more</a>
of <a href="http://sawmill.example/">another mill</a>, or <a href="mailto:miller@mill.example">ask</a>.</p>
<p><a name="end">The end</a>. <img src="mill.png"> <a href="../index.html">Back</a></body></html>
"""


@scenario
def extract(exercise, page, url):
    return exercise.extract(page, url)


@pytest.mark.points(3)
def test_takes_a_page_apart(lab):
    """A page has a title, and links to other pages: complete URLs, each of them once."""
    run = lab.play(extract, PAGE, "http://mill.example/old/mill.html")
    assert run.returned == (
        "The old mill",
        [
            "http://mill.example/old/wheel.html",
            "http://mill.example/river",
            "http://sawmill.example/",
            "http://mill.example/index.html",
        ],
    )


@scenario
async def fetch(exercise, urls, limit):
    import aiohttp

    async with aiohttp.ClientSession() as session:
        for url in urls:
            note(url.rpartition("/")[2], await exercise.fetch(session, url, limit))


@pytest.mark.points(3)
def test_fetches_what_is_a_page(lab):
    """A page in HTML is fetched; a bad status, something else than HTML, and what does not come in time are none."""
    routes = {
        "/mill": reply(html="<title>Mill</title>", after=1),
        "/copy": reply(203, html="<title>Mill, from another server</title>", after=1),
        "/ruin": reply(404, html="<title>Not found</title>"),
        "/sound": reply(200, "clatter, clatter"),
        "/plan": reply(200, "<plan/>", headers={"Content-Type": "application/xhtml+xml"}),
        "/snail": reply(html="<title>Slow</title>", after=2, body_after=2),
        "/river": reply(html="<title>River</title>", after=2, body_after=1),
        "/night": reply(html="<title>Night</title>", after=math.inf),
    }
    urls = [f"http://mill.example{path}" for path in routes]
    run = lab.play(fetch, web_server("mill.example", routes), urls, limit=3.5)
    assert run.notes("mill") == ["<title>Mill</title>"]
    assert run.notes("copy") == ["<title>Mill, from another server</title>"]
    assert [run.notes(name) for name in ("ruin", "sound", "plan", "snail", "night")] == [[None]] * 5
    assert run.notes("river") == ["<title>River</title>"]
    assert run.elapsed == 12


@scenario
async def scrape(exercise, urls, parse, **limits):
    return await exercise.scrape(urls, parse, *limits.values())


@pytest.mark.points(5)
def test_every_page_once_and_in_peace(lab):
    """All pages that links lead to are asked for, each once, with a pause between two; the event loop is free."""
    mill, wheel, river, sea = (f"http://mill.example/{name}" for name in ("mill", "wheel", "river", "sea"))
    others = {"sawmill.example": 80, "mill.example.org": 80, "mill.example": 8080}
    far, further, beside = (
        f"http://{host}/other" for host in ("sawmill.example", "mill.example.org", "mill.example:8080")
    )
    pages = {
        "mill page": ["Mill", [wheel, river, mill, far, further]],
        "wheel page": ["Wheel", [sea, beside, mill, river]],
        "river page": ["River", [sea, wheel]],
        "sea page": ["Sea", [mill]],
        "other page": ["Other", []],
    }
    routes = {f"/{name}": reply(html=f"{name} page", after=1) for name in ("mill", "wheel", "river", "sea")}
    web = [web_server(host, {"/other": reply(html="other page", after=1)}, port) for host, port in others.items()]
    web.append(web_server("mill.example", routes))
    parse = blocking_job("parse", takes=2, returns=by_argument(pages))
    run = lab.play(scrape, *web, [mill], parse, at_most=9, pause=1.5, limit=3.5)
    assert run.blocked == []
    for host in others:
        assert run.at(f"{host}/other started") is None
    assert run.peak("mill.example/mill", "mill.example/wheel", "mill.example/river", "mill.example/sea") == 1
    assert len(run.requests("mill.example")) == 4
    assert run.times("mill.example/mill started") == [0]
    assert run.times("mill.example/sea started") == [8]
    assert len(run.connections("mill.example")) == 1
    assert run.elapsed == 11
    assert run.returned == {mill: "Mill", wheel: "Wheel", river: "River", sea: "Sea"}


@pytest.mark.points(4)
def test_a_few_requests_at_a_time(lab):
    """No more requests are under way than there may be, and whoever waits for its own host takes nobody's place."""
    names = ("a", "b", "c", "d", "e")
    parse = blocking_job("parse", takes=3, returns=by_argument({name: [name.upper(), []] for name in names}))
    hosts = [web_server(f"{name}.example", {"/": reply(html=name, after=2)}) for name in names]
    urls = [f"http://{name}.example/" for name in names]
    run = lab.play(scrape, *hosts, urls, parse, at_most=2, pause=1.5, limit=60)
    assert run.blocked == []
    assert run.peak(*(f"{name}.example/" for name in names)) == 2
    assert run.elapsed == 9
    assert run.returned == {f"http://{name}.example/": name.upper() for name in names}
    pages = {"a": ["A", []], "b": ["B", []], "c": ["C", ["http://c.example/1"]]}
    parse = blocking_job("parse", takes=by_argument({"a": 1, "b": 1, "c": 30}), returns=by_argument(pages))
    lasts = {"a": 2, "b": 2, "c": 1}
    hosts = [web_server(f"{name}.example", {}, otherwise=reply(html=name, after=lasts[name])) for name in lasts]
    urls = [f"http://{name}.example/{number}" for name in ("a", "b") for number in range(3)]
    run = lab.play(scrape, *hosts, [*urls, "http://c.example/0"], parse, at_most=2, pause=20.25, limit=60)
    assert run.at("c.example/0 finished") <= 4
    assert run.at("c.example/1 finished") <= 36
