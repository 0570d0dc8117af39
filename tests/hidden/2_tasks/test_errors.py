"""errors: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import Error, job, note, scenario

errors = st.sampled_from([OSError("frozen"), ValueError("no number"), TimeoutError("too slow")])


@pytest.mark.points(1.5)
@given(
    stations=st.dictionaries(
        st.sampled_from(["valley", "hill", "lake", "cave", "peak"]),
        st.tuples(st.integers(0, 20), st.integers(-5, 5) | errors),
    )
)
def test_nothing_is_lost_or_mistaken(lab, stations):
    """However many stations there are, whichever fail and whatever the others read, 0 perhaps, none gets lost."""
    failures = {name: error for name, (_, error) in stations.items() if isinstance(error, Exception)}
    readings = {name: reading for name, (_, reading) in stations.items() if name not in failures}
    jobs = {
        name: job(name, takes=takes, returns=readings.get(name), raises=failures.get(name))
        for name, (takes, _) in stations.items()
    }
    run = lab.call("read_all", jobs)
    assert run.returned == (
        readings,
        {name: Error(type(error).__name__, str(error)) for name, error in failures.items()},
    )
    assert run.elapsed == max((takes for takes, _ in stations.values()), default=0)


@scenario
async def map_drawn(exercise, stations):
    try:
        return await exercise.draw_map(stations)
    except (LookupError, OSError) as error:
        return str(error)


@pytest.mark.points(1.5)
def test_the_first_error_of_several(lab):
    """Whichever stations fail, and even in the same instant: you get the first error, nothing goes on, none is lost."""
    stations = {
        "hill": job("hill", takes=3, raises=LookupError("hill")),
        "lake": job("lake", takes=9, returns=7, cleanup=2),
        "cave": job("cave", takes=3, raises=OSError("cave")),
        "peak": job("peak", takes=5, raises=OSError("peak"), cleanup=4),
    }
    for run in lab.explore(map_drawn, stations):
        failed = {name: run.at(f"{name} failed") for name in ("hill", "cave", "peak")}
        first = min((at for at in failed.values() if at is not None), default=None)
        assert run.returned in [name for name, at in failed.items() if at == first]
        assert run.leftovers == []
        assert run.warnings == []


@scenario
async def cancelled(exercise, reads):
    hill, lake, cave, peak, moor = reads
    failures: list[str] = []
    tasks = {
        "read_all": asyncio.create_task(exercise.read_all({"hill": hill, "lake": lake})),
        "draw_map": asyncio.create_task(exercise.draw_map({"cave": cave, "peak": peak})),
        "watch": exercise.watch(moor, failures),
    }
    await asyncio.sleep(2.5)
    for task in tasks.values():
        task.cancel()
    await asyncio.wait(tasks.values())
    note("cancelled", [name for name, task in tasks.items() if task.cancelled()])
    return failures


@pytest.mark.points(1)
def test_cancelled_is_not_failed(lab):
    """On cancellation, the readings under way are stopped, all ends as cancelled, and no failure is noted."""
    names = ("hill", "lake", "cave", "peak", "moor")
    run = lab.play(cancelled, [job(name, takes=9, returns=7, cleanup=1) for name in names])
    assert [run.at(f"{name} cancelled") for name in names] == [2.5] * len(names)
    assert run.notes("cancelled") == [["read_all", "draw_map", "watch"]]
    assert run.returned == []
