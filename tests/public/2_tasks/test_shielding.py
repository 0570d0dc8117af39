"""shielding: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import job, note, scenario


@scenario
async def two_readers(exercise, write):
    report = asyncio.create_task(write())

    async def read(who, limit):
        text = await exercise.peek(report, limit)
        note(f"the {who} reader goes on", text)

    await asyncio.gather(read("hurried", 2.5), read("patient", 9.5), return_exceptions=True)
    await asyncio.wait([report])


@pytest.mark.points(1.5)
def test_readers_share_a_report(lab):
    """A reader waits for a report up to a limit; when one has given up, another one still gets it."""
    run = lab.play(two_readers, job("report", takes=5, returns="rain"))
    assert run.at("the hurried reader goes on") == 2.5
    assert run.at("report finished") == 5
    assert run.at("the patient reader goes on") == 5
    assert run.notes("the hurried reader goes on") == [None]
    assert run.notes("the patient reader goes on") == ["rain"]


@scenario
async def handed_in(exercise, deliver, limit):
    has_arrived = await exercise.hand_in(deliver, limit)
    note("goes on")
    await asyncio.sleep(60)
    return has_arrived


@pytest.mark.points(1.5)
def test_a_delivery_goes_on_after_the_limit(lab):
    """You learn whether a delivery is there in time, or fails; one that is late comes to its end by itself."""
    run = lab.play(handed_in, job("delivery", takes=3), 4.5)
    assert run.at("goes on") == 3
    assert run.returned is True
    run = lab.play(handed_in, job("delivery", takes=6), 4.5)
    assert run.at("goes on") == 4.5
    assert run.at("delivery finished") == 6
    assert run.returned is False
    run = lab.call("hand_in", job("delivery", takes=2, raises=OSError("nobody at home")), 4.5)
    assert run.raised == ("OSError", "nobody at home")


@scenario
async def published(exercise, edit, print_pages, moment):
    task = asyncio.create_task(exercise.publish(edit, print_pages))
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])
    note("publish ends", "cancelled" if task.cancelled() else "with a result")
    await asyncio.sleep(60)


@pytest.mark.points(1.5)
def test_editing_can_be_cancelled(lab):
    """The pages are printed when they are edited; whoever cancels before that stops it at once."""
    edit, print_pages = job("edit", takes=3, returns="Moon!"), job("print", takes=4, returns="900 copies")
    run = lab.call("publish", edit, print_pages)
    assert run.returned == "900 copies"
    assert [span.arguments for span in run.spans("print")] == [["Moon!"]]
    assert run.elapsed == 7
    run = lab.play(published, edit, print_pages, 1.5)
    assert run.at("edit cancelled") == 1.5
    assert run.at("publish ends") == 1.5
    assert run.notes("publish ends") == ["cancelled"]
    assert run.at("print started") is None


@pytest.mark.points(2)
def test_printing_comes_to_its_end(lab):
    """When you are cancelled while the pages are printed, they are finished, and then you are cancelled."""
    run = lab.play(published, job("edit", takes=3, returns="Moon!"), job("print", takes=4), 4.5)
    assert run.at("print finished") == 7
    assert run.at("publish ends") == 7
    assert run.notes("publish ends") == ["cancelled"]


@scenario
async def closed(exercise, work, grace):
    tasks = {name: asyncio.create_task(job(), name=name) for name, job in reversed(work.items())}
    desks = {name: tasks[name] for name in work}
    stopped = await exercise.close(desks, grace)
    note("closed")
    await asyncio.sleep(60)
    return stopped


@pytest.mark.points(1.5)
def test_desks_are_stopped_after_their_time(lab):
    """All desks may work for the same time; those that are not over then are stopped and clean up before you go on."""
    work = {
        "politics": job("politics", takes=9, cleanup=2),
        "sports": job("sports", takes=3),
        "weather": job("weather", takes=9, cleanup=1),
    }
    run = lab.play(closed, work, 4.5)
    assert run.at("sports finished") == 3
    assert run.at("politics cancelled") == 4.5
    assert run.at("closed") == 6.5
    assert run.at("weather cancelled") == 4.5
    assert run.returned == ["politics", "weather"]
