"""chaining: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, job, note, scenario

STEPS = ("download", "shrink", "upload")

seconds = st.integers(1, 12)


@pytest.mark.points(1)
@given(
    photos=st.dictionaries(
        st.sampled_from("abcde"), st.tuples(st.tuples(seconds, seconds, seconds), st.sampled_from([None, None, *STEPS]))
    )
)
def test_photos_take_as_long_as_the_longest_way(lab, photos):
    """However many photos there are, and wherever some fail, all together take as long as the longest way of one."""
    error = ConnectionError("no answer")
    jobs = [
        job(
            step,
            takes=by_argument({photo + "123"[:place]: takes[place] for photo, (takes, _) in photos.items()}),
            raises=by_argument(
                {photo + "123"[:place]: error if failing == step else None for photo, (_, failing) in photos.items()}
            ),
            returns=by_argument({photo + "123"[:place]: photo + "123"[: place + 1] for photo in photos}),
        )
        for place, step in enumerate(STEPS)
    ]
    run = lab.call("publish", list(photos), *jobs)
    assert run.returned == {photo: None if failing else f"{photo}123" for photo, (_, failing) in photos.items()}
    ways = [takes[: STEPS.index(failing or "upload") + 1] for takes, failing in photos.values()]
    assert run.elapsed == max(map(sum, ways), default=0)
    assert [len(run.spans(step)) for step in STEPS] == [sum(len(way) > place for way in ways) for place in range(3)]


@pytest.mark.points(1)
@given(pages=st.lists(st.tuples(seconds, seconds), min_size=1, max_size=6))
def test_any_story_is_translated_on_the_way(lab, pages):
    """However long a story is, each text is translated from the moment when it is there, and none is missing."""
    last = len(pages) - 1
    fetch = job(
        "fetch",
        takes=by_argument({f"page {n}": takes for n, (takes, _) in enumerate(pages)}),
        returns=by_argument({f"page {n}": (n, f"page {n + 1}" if n < last else None) for n in range(len(pages))}),
    )
    translate = job(
        "translate",
        takes=by_argument({n: takes for n, (_, takes) in enumerate(pages)}),
        returns=by_argument({n: f"translated {n}" for n in range(len(pages))}),
    )
    there = list(accumulate(takes for takes, _ in pages))
    run = lab.call("translate_story", "page 0", fetch, translate)
    assert run.returned == [f"translated {n}" for n in range(len(pages))]
    assert run.times("translate started") == there
    assert run.elapsed == max(at + takes for at, (_, takes) in zip(there, pages, strict=True))


def single(error):
    return [each for inner in error.exceptions for each in single(inner)] if hasattr(error, "exceptions") else [error]


@scenario
async def ended_early(exercise, fetch, translate, limit):
    task = asyncio.create_task(exercise.translate_story("page 1", fetch, translate))
    await asyncio.wait([task], timeout=limit)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        note("error", ["cancelled"])
    except Exception as error:  # noqa: BLE001 (whatever it was: the check asks)
        note("error", [str(each) for each in single(error)])


@pytest.mark.points(1)
def test_nothing_goes_on_after_the_end(lab):
    """When a fetch or a translation fails, or all is cancelled, the rest stops, and has cleaned up before the end."""
    pages = {"page 1": ("uno", "page 2"), "page 2": ("due", "page 3"), "page 3": ("tre", None)}
    lost = ConnectionError("line lost")

    def story(fetch_fails=None, translate_fails=None):
        fetch = job(
            "fetch",
            takes=by_argument({"page 1": 1, "page 2": 2, "page 3": 4}),
            raises=by_argument({page: lost if page == fetch_fails else None for page in pages}),
            returns=by_argument(pages),
        )
        translate = job(
            "translate",
            takes=by_argument({"uno": 20, "due": 2, "tre": 20}),
            raises=by_argument({text: lost if text == translate_fails else None for text in ("uno", "due", "tre")}),
            returns="translated",
            cleanup=2,
        )
        return fetch, translate

    run = lab.play(ended_early, *story(fetch_fails="page 3"), 99.5)
    assert run.elapsed == 9
    assert run.times("translate cancelled") == [7]
    assert run.notes("error") == [["line lost"]]
    run = lab.play(ended_early, *story(translate_fails="due"), 99.5)
    assert run.elapsed == 7
    assert (run.times("translate cancelled"), run.times("fetch cancelled")) == ([5], [5])
    assert run.notes("error") == [["line lost"]]
    run = lab.play(ended_early, *story(), 4.5)
    assert run.elapsed == 6.5
    assert (run.times("translate cancelled"), run.times("fetch cancelled")) == ([4.5, 4.5], [4.5])
    assert run.notes("error") == [["cancelled"]]


@scenario
async def stopped(exercise, download, fetch, later):
    calls = exercise.publish(["sea", "hill"], download, later, later), exercise.read_stories(["fox 1", "owl 1"], fetch)
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(2.5)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    note("cancelled", [task.cancelled() for task in tasks])


@pytest.mark.points(0.5)
def test_being_cancelled_is_no_failed_step(lab):
    """When all is cancelled from outside, no item takes that for a step that failed: all of it ends at once."""
    download = job("download", takes=by_argument({"sea": 1, "hill": 6}), returns="large")
    fetch = job("fetch", takes=2, returns=by_argument({"fox 1": ("A fox", "fox 2"), "owl 1": ("An owl", "owl 2")}))
    run = lab.play(stopped, download, fetch, job("later", takes=5, returns="small"))
    assert run.elapsed == 2.5
    assert run.notes("cancelled") == [[True, True]]


@scenario
async def read(exercise, firsts, fetch):
    return await exercise.read_stories(firsts, fetch)


@pytest.mark.points(0.5)
def test_stories_do_not_mix_under_any_order_of_events(lab):
    """However long each page takes, every story has its own pages, in their order."""
    lengths = {"fox": 4, "owl": 1, "elk": 3}
    pages = {
        f"{name} {n}": (f"{name} says {n}", f"{name} {n + 1}" if n < length else None)
        for name, length in lengths.items()
        for n in range(1, length + 1)
    }
    fetch = job(
        "fetch",
        takes=1,
        raises=by_argument({page: LookupError("torn out") if page == "elk 3" else None for page in pages}),
        returns=by_argument(pages),
    )
    for run in lab.explore(read, [f"{name} 1" for name in lengths], fetch):
        assert run.returned == {
            "fox 1": ["fox says 1", "fox says 2", "fox says 3", "fox says 4"],
            "owl 1": ["owl says 1"],
            "elk 1": ["elk says 1", "elk says 2"],
        }
