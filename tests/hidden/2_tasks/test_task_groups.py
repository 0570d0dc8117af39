"""task_groups: the checks that make sure."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, job, note, scenario


@scenario
async def built(exercise, parts):
    try:
        note("parts", await exercise.build(parts))
    except* ValueError as errors:
        note("errors", [str(error) for error in errors.exceptions])
    note("over")
    await asyncio.sleep(100)


@pytest.mark.points(1)
@given(
    times=st.lists(st.integers(1, 20), max_size=6, unique=True),
    faulty=st.sets(st.integers(0, 5), max_size=3),
)
def test_the_first_failure_decides(lab, times, faulty):
    """However many parts there are, or none: all are returned, or the first failure ends them all."""
    parts = [
        job(f"part-{n}", takes=time, returns=n, raises=ValueError(f"fault {n}") if n in faulty else None)
        for n, time in enumerate(times)
    ]
    run = lab.play(built, parts)
    failed, first = min(((time, n) for n, time in enumerate(times) if n in faulty), default=(None, None))
    assert run.at("over") == (max(times, default=0) if failed is None else failed)
    assert run.notes("parts") == ([list(range(len(times)))] if failed is None else [])
    assert run.notes("errors") == ([] if failed is None else [[f"fault {first}"]])
    for n, time in enumerate(times):
        assert run.at(f"part-{n} cancelled") == (failed if failed is not None and time > failed else None)


@scenario
async def booked_with_trouble(exercise, hotel):
    async def train():
        try:
            await asyncio.sleep(50)
        finally:
            raise ConnectionError("could not call it off")

    return await exercise.book([train, hotel])


@pytest.mark.points(1)
def test_sold_out_hides_no_other_error(lab):
    """When a booking is sold out, and stopping another one fails in another way, the caller learns of that."""
    run = lab.play(booked_with_trouble, job("hotel", takes=2, raises=LookupError("full")))
    assert run.raised is not None
    others = [error for error in run.inner if error.type != "LookupError"]
    assert others == [("ConnectionError", "could not call it off")]


@pytest.mark.points(1)
@given(
    parents=st.lists(st.integers(0, 100), max_size=7),
    takes=st.lists(st.integers(1, 9), min_size=8, max_size=8),
    forbidden=st.sets(st.integers(0, 7), max_size=2),
)
def test_a_tree_takes_as_long_as_its_longest_branch(lab, parents, takes, forbidden):
    """However deep and wide the tree is, every folder that can be found is, in the time of the longest branch."""
    names = [f"folder-{n}" for n in range(len(parents) + 1)]
    around = [None, *(parent % n for n, parent in enumerate(parents, start=1))]
    begun: list[Any] = [0]
    for n in range(1, len(names)):
        known = begun[around[n]] is not None and around[n] not in forbidden
        begun.append(begun[around[n]] + takes[around[n]] if known else None)
    found = [n for n in range(len(names)) if begun[n] is not None]
    list_folders = job(
        "list_folders",
        takes=by_argument(dict(zip(names, takes, strict=False))),
        returns=by_argument({name: [names[m] for m, p in enumerate(around) if p == n] for n, name in enumerate(names)}),
        raises=by_argument({name: PermissionError(name) if n in forbidden else None for n, name in enumerate(names)}),
    )
    run = lab.call("find_folders", names[0], list_folders)
    assert run.times("list_folders started") == sorted(begun[n] for n in found)
    assert run.elapsed == max(begun[n] + takes[n] for n in found)
    assert run.returned == [names[n] for n in found]


@scenario
async def walked_and_stopped(exercise, list_folders, work):
    note("found", await exercise.find_folders("a", list_folders))
    started = [exercise.find_folders("a", list_folders), exercise.build([work, work]), exercise.book([work, work])]
    tasks = [asyncio.create_task(each) for each in started]
    await asyncio.sleep(2.5)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    note("was cancelled", [task.cancelled() for task in tasks])
    await asyncio.sleep(1)  # enough for whoever was stopped without being waited for


@pytest.mark.points(1)
def test_no_folder_is_lost_and_none_goes_on(lab):
    """Whatever folder is late, all are found; and whoever is cancelled leaves nothing behind that goes on."""
    tree = {"a": ["b", "c"], "b": ["d", "e"], "c": [], "d": ["f"], "e": [], "f": []}
    for run in lab.explore(
        walked_and_stopped, job("list_folders", takes=2, returns=by_argument(tree)), job("work", takes=9)
    ):
        assert run.notes("found") == [["a", "b", "c", "d", "e", "f"]]
        assert run.leftovers == []
        assert run.notes("was cancelled") == [[True, True, True]]
