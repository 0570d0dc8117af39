"""shielding: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, note, scenario


@scenario
async def published(exercise, edit, print_pages, pauses):
    task = asyncio.create_task(exercise.publish(edit, print_pages))
    for pause in pauses:
        await asyncio.wait([task], timeout=pause)
        task.cancel()
    await asyncio.wait([task])
    note("publish ends", "cancelled" if task.cancelled() else "with a result")


@pytest.mark.points(1.5)
@given(first=st.integers(0, 6), pauses=st.lists(st.integers(1, 3), max_size=3))
def test_printing_comes_to_its_end_however_often_cancelled(lab, first, pauses):
    """Whenever you are cancelled, and however often: printing that has begun comes to its end."""
    moments = list(accumulate(pauses, initial=first + 0.5))
    run = lab.play(published, job("edit", takes=2), job("print", takes=5), [first + 0.5, *pauses])
    if moments[0] < 2:
        assert run.at("publish ends") == moments[0]
        assert run.at("print started") is None
    else:
        assert run.at("print finished") == 7
        assert run.at("publish ends") == 7
    assert run.notes("publish ends") == ["cancelled"]


@scenario
async def readers(exercise, write, limits):
    report = asyncio.create_task(write())
    impatient = asyncio.create_task(exercise.peek(report, 60.5))
    reading = [asyncio.create_task(exercise.peek(report, limit)) for limit in limits]
    await asyncio.sleep(0.5)
    impatient.cancel()
    await asyncio.wait([report, impatient, *reading])
    note("impatient reader", "cancelled" if impatient.cancelled() else "not cancelled")
    return await asyncio.gather(*reading)


@pytest.mark.points(1.5)
def test_nobody_spoils_it_for_the_others(lab):
    """Whichever readers give up, and if one is cancelled: the others get the report, or its error, when it is there."""
    limits = [1.5, 2.5, 6.5, 12.5, 30.5]
    for run in lab.explore(readers, job("report", takes=4, returns="rain"), limits):
        assert run.at("report cancelled") is None
        finished = run.at("report finished")
        assert run.returned == [None if limit < finished else "rain" for limit in limits]
        assert run.notes("impatient reader") == ["cancelled"]
    run = lab.play(readers, job("report", takes=4, raises=OSError("no line")), [1.5, 6.5])
    assert run.raised == ("OSError", "no line")


@scenario
async def cancelled(exercise, write, deliver, work):
    report, desk = asyncio.create_task(write()), asyncio.create_task(work())
    tasks = {
        "peek": asyncio.create_task(exercise.peek(report, 30.5)),
        "hand_in": asyncio.create_task(exercise.hand_in(deliver, 30.5)),
        "close": asyncio.create_task(exercise.close({"desk": desk}, 30.5)),
    }
    del deliver
    await asyncio.sleep(1.5)
    for task in tasks.values():
        task.cancel()
    await asyncio.wait(tasks.values())
    note("all three are over", [name for name, task in tasks.items() if task.cancelled()])
    del task, tasks
    await asyncio.sleep(60)
    return report.done()


@pytest.mark.points(1)
def test_who_is_cancelled_leaves_at_once(lab):
    """Who is cancelled while waiting for a report, a delivery or the desks goes at once; report and delivery go on."""
    run = lab.play(cancelled, job("report", takes=5), job("delivery", takes=6), job("desk", takes=9))
    assert run.at("delivery finished") == 6
    assert run.at("report finished") == 5
    assert run.notes("all three are over") == [["peek", "hand_in", "close"]]
    assert run.at("all three are over") == 1.5


@scenario
async def closed(exercise, work, grace):
    tasks = {name: asyncio.create_task(job(), name=name) for name, job in reversed(work.items())}
    desks = {name: tasks[name] for name in work}
    stopped = await exercise.close(desks, grace)
    note("closed")
    note("still at work", [name for name, task in desks.items() if not task.done()])
    for task in desks.values():
        if task.done() and not task.cancelled():
            task.exception()
    return stopped


@pytest.mark.points(1)
@given(
    desks=st.dictionaries(
        st.sampled_from(["politics", "sports", "weather", "arts"]),
        st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 5)),
    ),
    grace=st.integers(0, 9).map(lambda whole: whole + 0.5),
)
def test_any_office_is_closed_in_time(lab, desks, grace):
    """However long the desks take, and whether they fail, each has its time, and the office closes when it can."""
    work = {
        name: job(name, takes=takes, raises=OSError("no news") if fails else None, cleanup=cleanup)
        for name, (takes, fails, cleanup) in desks.items()
    }
    run = lab.play(closed, work, grace)
    late = {name: cleanup for name, (takes, _, cleanup) in desks.items() if takes > grace}
    assert [run.at(f"{name} cancelled") for name in desks] == [grace if name in late else None for name in desks]
    on_time = max((takes for takes, _, _ in desks.values()), default=0)
    assert run.at("closed") == (grace + max(late.values()) if late else on_time)
    assert run.notes("still at work") == [[]]
    assert run.returned == list(late)
