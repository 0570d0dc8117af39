"""scraper: the checks that make sure."""

import asyncio
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import blocking_job, by_argument, note, reply, scenario, server, web_server


@scenario
def extract(exercise, pages, url):
    for page in pages:
        title, links = exercise.extract(page, url)
        note("title", title)
        note("links", links)


@scenario
def links(exercise, page, url):
    return exercise.extract(page, url)[1]


@pytest.mark.points(2)
def test_takes_bad_pages_apart(lab):
    """However badly a page is written, what is there is found: no title is an empty one, no URL is no link."""
    pages = [
        "",
        "nothing but text",
        "<title></title><a>nowhere</a><a name=top>",
        '<TITLE>Owls\n</title><A HREF="/a">one<a href="b?page=2#top">two</a><p><a href="ftp://zoo.example/c">three',
        '<a href="//lake.example/d"><a href="javascript:void(0)">four</a><a href="HTTPS://zoo.example/e">five</a>',
    ]
    run = lab.play(extract, pages, "https://zoo.example/birds/owls")
    assert run.notes("title") == ["", "", "", "Owls", ""]
    assert run.notes("links") == [
        [],
        [],
        [],
        ["https://zoo.example/a", "https://zoo.example/birds/b?page=2"],
        ["https://lake.example/d", "https://zoo.example/e"],
    ]
    page = '<a href="f">six</a><a href="http://[zoo">seven</a><a href="httpx://zoo.example/g">eight</a><a href="h">nine'
    run = lab.play(links, page, "https://zoo.example/birds/owls")
    assert run.returned == ["https://zoo.example/birds/f", "https://zoo.example/birds/h"]


@scenario
async def scrape(exercise, urls, parse, **limits):
    return await exercise.scrape(urls, parse, *limits.values())


@scenario
async def scrape_and_extract(exercise, urls, **limits):
    return await exercise.scrape(urls, exercise.extract, *limits.values())


HOSTS = ("cat.example", "owl.example", "cat.example", "owl.example", "bat.example")
LATER = {"cat.example": 0, "owl.example": 0.125, "bat.example": 0.25}  # so that no two things happen at one instant


@pytest.mark.points(3)
@given(
    linked=st.lists(st.lists(st.integers(0, 4), max_size=3), min_size=5, max_size=5),
    start=st.lists(st.integers(0, 3), min_size=1, max_size=3),
    after=st.lists(st.integers(1, 3), min_size=5, max_size=5),
)
def test_all_that_can_be_reached(lab, linked, start, after):
    """Whatever links where: all that can be reached on the hosts of the first pages is asked for once, no other."""
    urls = [f"http://{host}/{number}" for number, host in enumerate(HOSTS)]
    routes: dict = {host: {} for host in HOSTS}
    for number, host in enumerate(HOSTS):
        anchors = "".join(f'<a href="{urls[link]}#there">there</a>' for link in linked[number])
        routes[host][f"/{number}"] = reply(html=f"<title>{number}</title>{anchors}", after=after[number] + LATER[host])
    hosts = {HOSTS[number] for number in start}
    reached, new = set(), set(start)
    while new:
        reached |= new
        new = {link for number in new for link in linked[number] if HOSTS[link] in hosts} - reached
    web = [web_server(host, pages) for host, pages in routes.items()]
    run = lab.play(scrape_and_extract, *web, [urls[number] for number in start], at_most=5, pause=1.5, limit=60)
    assert run.returned == {urls[number]: str(number) for number in reached}
    assert sorted(request.path for request in run.requests()) == sorted(f"/{number}" for number in reached)


@pytest.mark.points(3)
def test_bad_pages_are_left_out(lab):
    """A page that cannot be had, or not be taken apart, is left out; the others are there, as soon as without it."""
    names = ("good", "gone", "text", "struck", "night", "garbage", "latin", "far")
    urls = {name: f"http://{name}.example/" for name in names}
    hosts = [
        web_server("good.example", {"/": reply(html="good", after=1)}),
        web_server("gone.example", {"/": reply(500, html="good", after=1)}),
        web_server("text.example", {"/": reply(text="good", after=1)}),
        web_server("struck.example", {"/": reply(html="good", after=1, cut=2)}),
        web_server("night.example", {"/": reply(html="good", after=math.inf)}),
        web_server("garbage.example", {"/": reply(html="garbage", after=1)}),
        web_server(
            "latin.example", {"/": reply(text=b"caf\xe9", headers={"Content-Type": "text/html; charset=utf-8"})}
        ),
        server("far.example", 0),
    ]
    pages = {"good": ["Good", []], "garbage": None, "caf\ufffd": ["Latin", []]}
    errors = {"good": None, "garbage": ValueError("what is this?"), "caf\ufffd": None}
    parse = blocking_job("parse", takes=1, returns=by_argument(pages), raises=by_argument(errors))
    run = lab.play(scrape, *hosts, list(urls.values()), parse, at_most=9, pause=1.5, limit=4.5)
    assert run.returned == {urls["good"]: "Good", urls["latin"]: "Latin"}
    assert run.elapsed == 4.5
    assert len(run.spans("parse")) == 3


@scenario
async def fetch_stopped(exercise, url):
    import aiohttp

    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(exercise.fetch(session, url, limit=60))
        await asyncio.sleep(0.75)
        task.cancel()
        await asyncio.wait([task])
        note("fetch is cancelled" if task.cancelled() else "fetch has a result")


@scenario
async def stopped(exercise, moment, urls, parse, **limits):
    task = asyncio.create_task(exercise.scrape(urls, parse, *limits.values()))
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])
    note("is cancelled" if task.cancelled() else "is not cancelled")
    await asyncio.sleep(10)


@pytest.mark.points(2)
def test_whatever_takes_longer(lab):
    """The titles are the same in whatever order the pages come, each host is left in peace, and a stop is the end."""
    first, second, third, other = (
        f"http://{name}" for name in ("owl.example/1", "owl.example/2", "owl.example/3", "cat.example/1")
    )
    pages = {"1": ["One", [second, third, other]], "2": ["Two", [third, other]], "3": ["Three", [first]]}
    pages["4"] = ["Four", [third, second]]
    owl = web_server("owl.example", {f"/{number}": reply(html=f"{number}", after=2) for number in (1, 2, 3)})
    cat = web_server("cat.example", {"/1": reply(html="4", after=1.125), "/2": reply(404)})
    parse = blocking_job("parse", takes=1, returns=by_argument(pages))
    urls = [first, "http://cat.example/2"]
    for run in lab.explore(scrape, owl, cat, urls, parse, at_most=2, pause=1.25, limit=900, schedules=10):
        assert run.peak("owl.example/1", "owl.example/2", "owl.example/3") == 1
        assert len(run.requests("owl.example")) == 3
        assert run.returned == {first: "One", second: "Two", third: "Three", other: "Four"}
    run = lab.play(stopped, 4.75, owl, cat, urls, parse, at_most=2, pause=1.5, limit=60)
    assert run.at("is cancelled") == 4.75
    assert run.left_open == []
    assert len(run.requests("owl.example")) == 2
    run = lab.play(fetch_stopped, owl, first)
    assert run.at("fetch is cancelled") == 0.75
