"""crawler: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import blocking_job, by_argument, by_call, contents, folder, job, note, scenario

LINKS = {"a": ["b", "c", "d"], "b": ["a", "e"], "c": ["d", "b", "f"], "d": [], "e": ["c", "g"], "f": ["a"], "g": ["g"]}


@scenario
async def explored_until(exercise, visit, seeds, workers, moment):
    exploring = asyncio.create_task(exercise.explore(visit, seeds, workers))
    await asyncio.sleep(moment)
    exploring.cancel()
    await asyncio.wait([exploring])
    note("exploring is cancelled" if exploring.cancelled() else "exploring has a result")
    await asyncio.sleep(60)


@scenario
async def explored(exercise, pages, asks, seeds, workers):
    async def visit(url):
        asks(url)
        return await pages[url]()

    return await exercise.explore(visit, seeds, workers)


@pytest.mark.points(5)
def test_a_few_workers_visit_each_page_once(lab):
    """Each page that can be found is visited once, by as many workers as there are, and nothing goes on afterwards."""
    takes = {"a": 2, "b": 7, "c": 1, "d": 3, "e": 2, "f": 7, "g": 1}
    pages = {url: job(url, takes=takes[url], returns=LINKS[url]) for url in LINKS}
    run = lab.play(explored, pages, blocking_job("visit"), ["a"], 2)
    assert sorted(span.arguments[0] for span in run.spans("visit")) == [*LINKS]
    assert run.peak(*LINKS) == 2
    assert [run.at(f"{url} started") for url in LINKS] == [0, 2, 2, 3, 9, 6, 11]
    assert run.elapsed == 13
    assert run.returned == LINKS
    assert run.leftovers == []
    visit = job("visit", takes=9, returns=["x", "y", "z"], cleanup=2)
    run = lab.play(explored_until, visit, ["a", "b", "c"], 2, 4.5)
    assert run.times("visit started") == [0, 0]
    assert run.at("exploring is cancelled") == 6.5
    assert run.leftovers == []


@scenario
async def at_once(exercise, fetch, urls, per_host):
    get = exercise.at_most(fetch, per_host)
    return await asyncio.gather(*(get(url) for url in urls))


@scenario
async def impatient(exercise, fetch):
    get = exercise.within(fetch, 4.5)
    note("was there", await get("a/1"))
    try:
        await get("a/2")
    except TimeoutError:
        note("TimeoutError")


@pytest.mark.points(4)
def test_fetches_have_their_limits(lab):
    """At each host, only so many are fetched at the same time, and what takes too long is cancelled."""
    takes, pages = {"a/1": 4, "a/2": 2, "a/3": 3, "b/1": 1}, {"a/1": 1, "a/2": 2, "a/3": 3, "b/1": 4}
    fetch = job("fetch", takes=by_argument(takes), returns=by_argument(pages))
    run = lab.play(at_once, fetch, ["a/1", "a/2", "a/3", "b/1"], 2)
    assert run.peak("fetch") == 3
    assert run.times("fetch started") == [0, 0, 0, 2]
    assert run.returned == [1, 2, 3, 4]
    assert run.elapsed == 5
    run = lab.play(impatient, job("fetch", takes=by_call(4, 9), returns="page", cleanup=2))
    assert run.notes("was there") == ["page"]
    assert run.at("fetch cancelled") == 8.5
    assert run.at("TimeoutError") == 10.5


@scenario
async def tried(exercise, fetch, attempts, pause):
    get = exercise.retrying(fetch, attempts, pause)
    try:
        note("page", await get("a/1"))
    except (ConnectionError, ValueError) as error:
        note(type(error).__name__, str(error))


@scenario
async def in_turn(exercise, fetch, every):
    get = exercise.paced(fetch, every)
    await asyncio.gather(*(get(number) for number in range(3)))
    await asyncio.sleep(90)
    await asyncio.gather(*(get(number) for number in range(2)))


@pytest.mark.points(5)
def test_fetches_are_tried_again_and_not_too_fast(lab):
    """What may work the next time is tried again, after longer and longer pauses; and starts keep their distance."""
    errors = by_call(ConnectionError("no line"), TimeoutError("late"), ConnectionError("no line"), None)
    run = lab.play(tried, job("fetch", takes=1, returns="page", raises=errors), 5, 3)
    assert run.times("fetch started") == [0, 4, 11, 24]
    assert run.at("page") == 25
    assert run.notes("page") == ["page"]
    run = lab.play(tried, job("fetch", takes=1, raises=ConnectionError("no line")), 3, 2)
    assert run.times("fetch started") == [0, 3, 8]
    assert run.at("ConnectionError") == 9
    assert run.notes("ConnectionError") == ["no line"]
    run = lab.play(tried, job("fetch", takes=1, raises=ValueError("no such page")), 3, 2)
    assert run.times("fetch started") == [0]
    assert run.at("ValueError") == 1
    run = lab.play(in_turn, job("fetch", takes=by_call(5, 9, 1)), 4)
    assert run.times("fetch started") == [0, 4, 8, 103, 107]


@scenario
async def crawled(exercise, web, desk, settings, when):
    pages, asks = web

    async def fetch(url):
        asks(url)
        return await pages[url]()

    async def look():
        for pause in when.get("look", []):
            await asyncio.sleep(pause)
            note("file", contents(desk).get("web", "").splitlines())

    stop = asyncio.Event()
    if "stop" in when:
        asyncio.get_running_loop().call_later(when["stop"], stop.set)
    looking = asyncio.create_task(look())
    lost = await exercise.crawl(fetch, ["a/1"], f"{desk}/web", stop, **settings)
    note("crawl is over")
    note("still alive", len(asyncio.all_tasks() - {asyncio.current_task(), looking}))
    await looking
    await asyncio.sleep(60)
    return lost


@pytest.mark.points(6)
def test_a_crawl_keeps_all_promises_at_once(lab):
    """Each page that is there is in the file at once, the others are told of, and every attempt keeps to the limits."""
    errors = by_call(ConnectionError("no line"), None)
    pages = {
        "a/1": job("a/1", takes=2, returns=["a/2", "b/1", "b/2", "c/1"]),
        "a/2": job("a/2", takes=5, returns=["a/1", "a/3"]),
        "a/3": job("a/3", takes=3, returns=["a/4"]),
        "a/4": job("a/4", takes=1, returns=[]),
        "b/1": job("b/1", takes=by_call(2, 3), returns=["d/1", "a/4"], raises=errors),
        "b/2": job("b/2", takes=1, returns=[]),
        "c/1": job("c/1", takes=99),
        "d/1": job("d/1", takes=1, raises=LookupError("no such page")),
    }
    settings = {"workers": 5, "per_host": 1, "patience": 5.5, "attempts": 2, "pause": 4, "every": 1}
    run = lab.play(crawled, (pages, blocking_job("fetch")), folder("desk"), settings, {"look": [1.5, 1, 4, 1]})
    every_attempt = ["a/1", "a/2", "a/3", "a/4", "b/1", "b/1", "b/2", "c/1", "c/1", "d/1"]
    assert sorted(span.arguments[0] for span in run.spans("fetch")) == every_attempt
    assert run.peak("a/1", "a/2", "a/3", "a/4") == 1
    assert run.peak("b/1", "b/2") == 1
    assert run.at("b/2 started") < run.times("b/1 started")[1]
    began = run.at("c/1 started")
    assert run.at("c/1 cancelled") == began + 5.5
    assert run.times("fetch started") == at_a_distance(run.times("fetch started"), 1)
    assert run.notes("file") == [
        [],
        ["a/1 a/2 b/1 b/2 c/1"],
        ["a/1 a/2 b/1 b/2 c/1", "b/2"],
        ["a/1 a/2 b/1 b/2 c/1", "b/2", "a/2 a/1 a/3"],
    ]
    assert run.returned == ["c/1", "d/1"]
    written = run.files("desk")["web"].splitlines()
    assert sorted(written) == ["a/1 a/2 b/1 b/2 c/1", "a/2 a/1 a/3", "a/3 a/4", "a/4", "b/1 d/1 a/4", "b/2"]
    assert run.notes("still alive") == [0]
    assert run.open_files == []
    assert run.at("crawl is over") < 30
    gone = ["h/1", "e/1", "b/1", "g/1", "d/1", "f/1", "c/1"]
    pages = {url: job(url, takes=1, raises=LookupError("no such page")) for url in gone}
    pages["a/1"] = job("a/1", takes=1, returns=gone)
    run = lab.play(crawled, (pages, blocking_job("fetch")), folder("desk"), settings, {})
    assert run.returned == sorted(gone)


def at_a_distance(times, every):
    """Give the times at which those that start too early could have started."""
    good: list[float] = []
    for time in times:
        good.append(max([time, *(before + every for before in good[-1:])]))
    return good


@pytest.mark.points(4)
def test_a_stop_loses_nothing(lab):
    """After a stop no fetch begins, those under way are finished and written, and the next crawl goes on from there."""
    pages = {
        "a/1": job("a/1", takes=1, returns=["a/2", "b/1", "a/3", "c/1"]),
        "a/2": job("a/2", takes=5, returns=["a/4"]),
        "a/3": job("a/3", takes=4, returns=[]),
        "a/4": job("a/4", takes=1, returns=[]),
        "b/1": job("b/1", takes=2, returns=[], raises=by_call(ConnectionError("no line"), None)),
        "c/1": job("c/1", takes=2, returns=[], raises=by_call(ConnectionError("no line"), None)),
    }
    settings = {"workers": 4, "per_host": 1, "patience": 30.5, "attempts": 3, "pause": 20, "every": 1}
    web = pages, blocking_job("fetch")
    run = lab.play(crawled, web, folder("desk"), settings, {"stop": 4.5})
    assert run.at("a/2 cancelled") is None
    assert run.at("a/3 started") is None
    assert run.at("crawl is over") == 6
    first = run.files("desk")["web"]
    assert sorted(first.splitlines()) == ["a/1 a/2 b/1 a/3 c/1", "a/2 a/4"]
    assert run.returned == []
    assert run.notes("still alive") == [0]
    assert run.open_files == []
    run = lab.play(crawled, web, folder("desk", {"web": first}), settings, {})
    assert sorted(span.arguments[0] for span in run.spans("fetch")) == ["a/3", "a/4", "b/1", "b/1", "c/1", "c/1"]
    assert run.returned == []
    written = run.files("desk")["web"].splitlines()
    assert sorted(written) == ["a/1 a/2 b/1 a/3 c/1", "a/2 a/4", "a/3", "a/4", "b/1", "c/1"]
