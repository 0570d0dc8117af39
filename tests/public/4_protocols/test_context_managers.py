"""context_managers: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import job, note, scenario


@scenario
async def lent(exercise, borrow, give_back, use):
    async with exercise.Loan(borrow, give_back) as thing:
        note("has", thing)
        await use()
    note("goes on")


@pytest.mark.points(1.5)
def test_a_thing_is_given_back_after_its_use(lab):
    """The block gets the thing when it has been borrowed, and goes on when that very thing has been given back."""
    run = lab.play(lent, job("borrow", takes=2, returns="a drill"), job("give back", takes=3), job("use", takes=4))
    assert run.notes("has") == ["a drill"]
    assert run.at("has") == 2
    assert run.at("give back started") == 6
    assert [span.arguments for span in run.spans("give back")] == [["a drill"]]
    assert run.at("goes on") == 9


@scenario
async def lent_in_vain(exercise, borrow, give_back, use):
    try:
        async with exercise.Loan(borrow, give_back):
            await use()
    except OSError:
        note("raises OSError")


@scenario
async def lent_and_cancelled(exercise, borrow, give_back, use):
    task = asyncio.create_task(lent_in_vain(exercise, borrow, give_back, use))
    await asyncio.sleep(4.5)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("is cancelled")


@pytest.mark.points(1.5)
def test_a_thing_is_given_back_in_any_case(lab):
    """If the block fails or is cancelled, the thing is given back, and then the error, or the cancellation, goes on."""
    borrow, give_back = job("borrow", takes=2, returns="a drill"), job("give back", takes=3, returns="thanks")
    run = lab.play(lent_in_vain, borrow, give_back, job("use", takes=4, raises=OSError("no power")))
    assert run.at("give back started") == 6
    assert run.at("raises OSError") == 9
    run = lab.play(lent_and_cancelled, borrow, give_back, job("use", takes=4))
    assert run.at("give back started") == 4.5
    assert run.at("is cancelled") == 7.5
    assert [span.arguments for span in run.spans("give back")] == [["a drill"]]


@scenario
async def text_edited(exercise, load, save, discard, write):
    async with exercise.edited(load, save, discard) as lines:
        note("has", lines)
        await write()
        lines.append("the end")
    note("goes on")


@scenario
async def text_given_up(exercise, jobs, write, moment):
    async def edit():
        async with exercise.edited(*jobs) as lines:
            await write()
            lines.append("the end")

    task = asyncio.create_task(edit())
    await asyncio.wait([task], timeout=moment)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("is cancelled")
    elif task.exception():
        note("raises OSError", str(task.exception()))


@pytest.mark.points(1)
def test_an_edited_text_is_saved(lab):
    """When the block is over, what it made of the text is saved, and nothing is discarded, even if saving fails."""
    load, save, discard = job("load", takes=1, returns=["once"]), job("save", takes=2), job("discard", takes=3)
    run = lab.play(text_edited, load, save, discard, job("write", takes=5))
    assert run.notes("has") == [["once"]]
    assert run.at("save started") == 6
    assert run.at("discard started") is None
    assert run.at("goes on") == 8
    assert [span.arguments for span in run.spans("save")] == [[["once", "the end"]]]
    jobs = load, job("save", takes=2, raises=OSError("disk full")), discard
    run = lab.play(text_given_up, jobs, job("write", takes=5), None)
    assert run.at("discard started") is None
    assert run.at("raises OSError") == 8
    assert run.notes("raises OSError") == ["disk full"]


@pytest.mark.points(2)
def test_a_text_that_was_given_up_is_discarded(lab):
    """If the block fails or is cancelled, the text is discarded and not saved, and then what was raised goes on."""
    jobs = job("load", takes=1, returns=["once"]), job("save", takes=2), job("discard", takes=3)
    run = lab.play(text_given_up, jobs, job("write", takes=5, raises=OSError("no ink")), None)
    assert run.at("discard started") == 6
    assert run.at("save started") is None
    assert run.at("raises OSError") == 9
    assert run.notes("raises OSError") == ["no ink"]
    run = lab.play(text_given_up, jobs, job("write", takes=5, cleanup=1), 3.5)
    assert run.at("discard started") == 4.5
    assert run.at("save started") is None
    assert run.at("is cancelled") == 7.5


@scenario
async def tools_used(exercise, jobs, work):
    class Tool:
        def __init__(self, enter, leave):
            self.enter = enter
            self.leave = leave

        async def __aenter__(self):
            return await self.enter()

        async def __aexit__(self, *_):
            await self.leave()

    async def noted(things):
        note("works with", things)
        return await work()

    made = await exercise.use_all([Tool(*pair) for pair in jobs], noted)
    note("goes on")
    return made


@pytest.mark.points(2)
def test_all_tools_are_there_while_work_goes_on(lab):
    """Tools are entered one after the other, and when the work is over they are left, the last one first."""
    jobs = [
        (job("saw", takes=2, returns="a saw"), job("saw back", takes=2)),
        (job("file", takes=1, returns="a file"), job("file back", takes=2)),
        (job("glue", takes=3, returns="some glue"), job("glue back", takes=2)),
    ]
    run = lab.play(tools_used, jobs, job("work", takes=5, returns="a chair"))
    assert [run.at(f"{tool} started") for tool in ("saw", "file", "glue")] == [0, 2, 3]
    assert run.at("work started") == 6
    assert run.notes("works with") == [["a saw", "a file", "some glue"]]
    assert [run.at(f"{tool} back started") for tool in ("saw", "file", "glue")] == [15, 13, 11]
    assert run.at("goes on") == 17
    assert run.returned == "a chair"
