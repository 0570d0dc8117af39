"""context_managers: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_call, job, note, scenario


async def seen_through(coroutine, moment=None):
    """Wait for *coroutine*, or cancel it after *moment* seconds; note what became of it."""
    task = asyncio.create_task(coroutine)
    await asyncio.wait([task], timeout=moment)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("is cancelled")
    elif task.exception():
        note("raises OSError", str(task.exception()))
    else:
        note("is done", task.result())


@scenario
async def never_opened(exercise, open_, close, moment):
    async def block():
        async with exercise.Loan(open_, close):
            note("in the block")

    async def other_block():
        async with exercise.edited(open_, close, close):
            note("in the block")

    await seen_through(block(), moment)
    await seen_through(other_block(), moment)


@scenario
async def two_loans(exercise, borrow, give_back, use):
    async def lend(number):
        given_back = []

        async def noted(thing):
            given_back.append(thing)
            await give_back()

        async with exercise.Loan(borrow, noted) as thing:
            await use(number)
        return [thing, *given_back]

    return await asyncio.gather(lend(1), lend(2))


@pytest.mark.points(1)
def test_what_was_not_opened_is_not_closed(lab):
    """If borrowing or loading fails or is cancelled, nothing is closed, and two loans are closed each for itself."""
    run = lab.play(never_opened, job("open", takes=2, raises=OSError("closed today")), job("close", takes=1), None)
    assert run.at("close started") is None
    assert run.notes("raises OSError") == ["closed today"] * 2
    run = lab.play(never_opened, job("open", takes=2), job("close", takes=1), 1.5)
    assert run.at("close started") is None
    assert run.times("is cancelled") == [1.5, 3]
    borrow = job("borrow", takes=by_call(1, 2), returns=by_call("a drill", "a lamp"))
    run = lab.play(two_loans, borrow, job("give back", takes=1), job("use", takes=by_call(9, 3)))
    assert run.returned == [["a drill", "a drill"], ["a lamp", "a lamp"]]
    assert run.times("give back started") == [5, 10]


class Tool:
    """A context manager that notes what it is told when it is left."""

    def __init__(self, name, enter, leave):
        self.name = name
        self.enter = enter
        self.leave = leave

    async def __aenter__(self):
        return await self.enter()

    async def __aexit__(self, kind, error, trace):
        note(f"{self.name} is told", kind and kind.__name__)
        swallows = await self.leave()
        note(f"{self.name} is left")
        return swallows


@scenario
async def tools_used(exercise, jobs, work, moment):
    tools = [Tool(f"tool {number}", *pair) for number, pair in enumerate(jobs)]
    await seen_through(exercise.use_all(tools, work), moment)


@pytest.mark.points(2)
@given(
    durations=st.lists(st.integers(1, 5), min_size=3, max_size=4),
    step=st.integers(0, 3),
    ending=st.sampled_from(["is cancelled", "raises OSError", "is done"]),
)
def test_tools_are_left_whatever_happens(lab, durations, step, ending):
    """Whatever fails, and whenever it is cancelled, the tools that were entered are left, each once and in time."""
    *entering, working = durations
    step = len(entering) if ending == "is done" else step % len(durations)
    ends = list(accumulate(durations))
    stop = ends[step] - 0.5 if ending == "is cancelled" else ends[step]
    errors = [OSError("broken") if place == step and ending == "raises OSError" else None for place in range(4)]
    jobs = [
        (job(f"enter {place}", takes=takes, raises=errors[place]), job(f"leave {place}", takes=2))
        for place, takes in enumerate(entering)
    ]
    work = job("work", takes=working, returns="done", raises=errors[len(entering)])
    run = lab.play(tools_used, jobs, work, stop if ending == "is cancelled" else None)
    left = [stop + 2 * place for place in reversed(range(step))] + [None] * (len(entering) - step)
    assert [run.at(f"leave {place} started") for place in range(len(entering))] == left
    for place in range(step):
        assert run.times(f"leave {place} started") == [left[place]]
    assert run.at(ending) == stop + 2 * step


@pytest.mark.points(1)
def test_each_tool_is_told_what_was_raised(lab):
    """A tool is told what the work or leaving a later tool has raised, unless one between them has swallowed that."""
    jobs = [(job(f"enter {name}"), job(f"leave {name}", takes=2)) for name in "abc"]
    run = lab.play(tools_used, jobs, job("work", takes=3, raises=OSError("too hard")), None)
    assert [run.at(f"tool {number} is left") for number in range(3)] == [9, 7, 5]
    assert [run.notes(f"tool {number} is told") for number in range(3)] == [["OSError"]] * 3
    assert run.notes("raises OSError") == ["too hard"]
    jobs[1] = job("enter b"), job("leave b", takes=2, raises=OSError("stuck"))
    run = lab.play(tools_used, jobs, job("work", takes=3, returns="done"), None)
    assert [run.at(f"tool {number} is left") for number in range(3)] == [9, None, 5]
    assert [run.notes(f"tool {number} is told") for number in range(3)] == [["OSError"], [None], [None]]
    assert run.notes("raises OSError") == ["stuck"]
    jobs[1] = job("enter b"), job("leave b", takes=2, returns=True)
    run = lab.play(tools_used, jobs, job("work", takes=3, raises=OSError("too hard")), None)
    assert [run.notes(f"tool {number} is told") for number in range(3)] == [[None], ["OSError"], ["OSError"]]
    assert run.at("is done") == 9
    assert run.notes("is done") == [None]


@scenario
async def two_at_work(exercise, enter, leave, work):
    async def use(number):
        used = set()

        class Counted(Tool):
            async def __aenter__(self):
                await super().__aenter__()
                used.add(self)
                return number

            async def __aexit__(self, *told):
                used.remove(self)
                await super().__aexit__(*told)

        async def counted(things):
            await work()
            note("tools in use", len(used))
            return things

        return await exercise.use_all([Counted("tool", enter, leave) for _ in range(number)], counted)

    return await asyncio.gather(use(2), use(3))


@pytest.mark.points(1)
def test_work_has_its_tools_however_long_it_takes(lab):
    """However long anything takes, and whoever else is at work, all the tools are there until the work is over."""
    for run in lab.explore(two_at_work, job("enter", takes=1), job("leave", takes=1), job("work", takes=2)):
        assert sorted(run.notes("tools in use")) == [2, 3]
        assert run.returned == [[2, 2], [3, 3, 3]]
        assert run.leftovers == []
