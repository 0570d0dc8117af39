"""crawler: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, by_call, contents, folder, job, note, scenario

NAMES = "abcde"


@pytest.mark.points(5)
@given(
    links=st.lists(st.lists(st.sampled_from(NAMES), max_size=3), min_size=5, max_size=5),
    takes=st.lists(st.integers(1, 4), min_size=5, max_size=5),
    seeds=st.lists(st.sampled_from(NAMES), max_size=2),
    workers=st.integers(1, 3),
)
def test_no_worker_is_idle_while_pages_wait(lab, links, takes, seeds, workers):
    """Whatever the web looks like, all of it is visited, and no page waits while there is a free worker."""
    web = dict(zip(NAMES, links, strict=True))
    visit = job("visit", takes=by_argument(dict(zip(NAMES, takes, strict=True))), returns=by_argument(web))
    run = lab.call("explore", visit, seeds, workers)
    assert run.peak("visit") <= workers
    spans = {span.arguments[0]: span for span in run.spans("visit")}
    assert len(run.times("visit started")) == len(spans)
    assert run.returned == {name: web[name] for name in spans}
    found = dict.fromkeys(seeds, 0)
    for span in sorted(spans.values(), key=lambda span: span.finished):
        for name in web[span.arguments[0]]:
            found.setdefault(name, span.finished)
    assert run.returned.keys() == found.keys()
    assert waited_needlessly(spans, found, workers) == []


def waited_needlessly(spans, found, workers):
    """List the pages that were waiting at a moment at which not all workers worked."""
    return [
        name
        for name, since in found.items()
        for moment in range(int(since), int(spans[name].started))
        if sum(span.started <= moment < span.finished for span in spans.values()) < workers
    ]


@scenario
async def crowded(exercise, fetch, others, patience):
    get, apart = exercise.at_most(fetch, 2), exercise.at_most(others, 1)
    calls = [asyncio.create_task(get(f"a/{number}")) for number in range(6)]
    calls += [asyncio.create_task(apart(f"a/{number}")) for number in range(2)]
    await asyncio.sleep(0.5)
    calls[1].cancel()
    calls[4].cancel()
    await asyncio.wait(calls)
    note("outcomes", ["cancelled" if each.cancelled() else str(each.exception() or each.result()) for each in calls])
    if patience:
        get = exercise.within(exercise.at_most(fetch, 1), patience)
        results = await asyncio.gather(get("b/1"), get("b/2"), return_exceptions=True)
        note("late", [type(each).__name__ for each in results])


@pytest.mark.points(3)
def test_no_place_is_lost(lab):
    """Who fails, is cancelled or runs out of time, also while it waits, leaves all places to the others."""
    fetch = job("fetch", takes=2, returns="page", raises=by_call(OSError("no line"), None))
    for run in lab.explore(crowded, fetch, job("others", takes=1, returns="other"), None, schedules=10):
        assert run.peak("fetch") <= 2
        assert run.peak("others") == 1
        outcomes = run.notes("outcomes")[0]
        assert [outcomes[1], outcomes[4]] == ["cancelled", "cancelled"]
        assert sorted(outcomes) == ["cancelled", "cancelled", "no line", "other", "other", "page", "page", "page"]
    run = lab.play(crowded, job("fetch", takes=2, returns="page"), job("others", takes=1), 3.5)
    assert run.notes("late") == [["str", "TimeoutError"]]
    assert run.peak("fetch") == 2


@scenario
async def in_turn(exercise, fetch, every):
    get, apart = exercise.paced(fetch, every), exercise.paced(fetch, every)
    first = [asyncio.create_task(get(f"a/{number}")) for number in range(3)]
    await asyncio.sleep(1)
    first.append(asyncio.create_task(apart("b/1")))
    await asyncio.sleep(8)
    first.append(asyncio.create_task(get("c/1")))
    await asyncio.wait(first)
    note("errors", [type(each.exception()).__name__ for each in first])


@scenario
async def tried_together(exercise, fetch, attempts, pause, cancel_at=None):
    get = exercise.retrying(fetch, attempts, pause)
    calls = [asyncio.create_task(get(url)) for url in ("a/1", "b/1")]
    if cancel_at is not None:
        await asyncio.sleep(cancel_at)
        calls[0].cancel()
    await asyncio.wait(calls)
    note("cancelled", [each.cancelled() for each in calls])
    await asyncio.sleep(60)


@pytest.mark.points(4)
def test_turns_and_attempts_are_counted_rightly(lab):
    """Starts keep their distance whatever becomes of the calls; and every call has attempts and pauses of its own."""
    fetch = job("fetch", takes=20, raises=by_call(None, OSError("no line"), None))
    run = lab.play(in_turn, fetch, 4)
    assert run.times("fetch started") == [0, 1, 4, 8, 12]
    assert run.notes("errors") == [["NoneType", "NoneType", "NoneType", "OSError", "NoneType"]]
    line = ConnectionError("no line")
    fetch = job("fetch", takes=1, raises=by_argument({"a/1": line, "b/1": line}))
    run = lab.play(tried_together, fetch, 3, 2)
    assert run.times("fetch started") == [0, 0, 3, 3, 8, 8]
    for moment in (0.5, 1.5):
        run = lab.play(tried_together, fetch, 3, 2, moment)
        assert run.notes("cancelled") == [[True, False]]
        assert run.times("fetch started") == [0, 0, 3, 8]
    run = lab.play(tried_together, fetch, 1, 2)
    assert run.times("fetch started") == [0, 0]


@scenario
async def crawled_twice(exercise, hosts, desk, settings, end):
    moment, way = end

    async def fetch(url):
        links = await hosts[url.partition("/")[0]](url)
        note("fetched", url)
        return links

    stop = asyncio.Event()
    crawling = asyncio.create_task(exercise.crawl(fetch, ["a/1"], f"{desk}/web", stop, **settings))
    await asyncio.sleep(moment)
    note("file", contents(desk).get("web", ""))
    if way == "stop":
        stop.set()
    else:
        note("had to be kept")
        crawling.cancel()
    await asyncio.wait([crawling])
    note("ended", "cancelled" if crawling.cancelled() else "returned")
    note("still alive", len(asyncio.all_tasks()) - 1)
    note("file", contents(desk).get("web", ""))
    if way == "stop":
        note("had to be kept")
    return await exercise.crawl(fetch, ["a/1"], f"{desk}/web", asyncio.Event(), **settings)


@pytest.mark.points(4)
@given(way=st.sampled_from(["stop", "cancel"]), moment=st.integers(0, 11).map(lambda whole: whole + 0.5))
def test_a_stop_at_any_moment_loses_and_halves_nothing(lab, way, moment):
    """Whenever a crawl is stopped or cancelled, what was fetched is written, whole, and the next one does the rest."""
    web = {"a/1": ["a/2", "b/1", "c/1", "a/3"], "a/2": ["a/1", "a/3"], "a/3": [], "b/1": ["b/2", "c/1"], "b/2": ["a/4"]}
    web["a/4"] = []
    a = job("a", takes=by_argument({"a/1": 1, "a/2": 3, "a/3": 4, "a/4": 2}), returns=by_argument(web), cleanup=1)
    b = job("b", takes=2, returns=by_argument(web), raises=by_call(ConnectionError("no line"), None), cleanup=1)
    c = job("c", takes=2, raises=LookupError("no such page"), cleanup=1)
    settings = {"workers": 3, "per_host": 2, "patience": 9.5, "attempts": 2, "pause": 3, "every": 1}
    run = lab.play(crawled_twice, {"a": a, "b": b, "c": c}, folder("desk", write=150), settings, (moment, way))
    lines = {url: " ".join([url, *links]) for url, links in web.items()}
    assert run.notes("ended") == ["cancelled" if way == "cancel" else "returned"]
    assert run.notes("still alive") == [0]
    halves = [text for text in run.notes("file") if not set(text.splitlines()) <= {*lines.values()}]
    assert halves == []
    kept = run.order[: run.order.index("had to be kept")].count("fetched")
    for url in run.notes("fetched")[:kept]:
        assert lines[url] in run.notes("file")[1].splitlines()
    assert run.returned == ["c/1"]
    assert sorted(run.files("desk")["web"].splitlines()) == sorted(lines.values())
    assert sorted(run.notes("fetched")) == sorted(lines)
    assert run.open_files == []
    assert run.blocked == []
