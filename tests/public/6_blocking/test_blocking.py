"""blocking: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import blocking_job, by_argument, by_call, note, scenario


@scenario
async def beside_a_clock(exercise, name, *arguments):
    async def tick():
        await asyncio.sleep(0.5)
        while True:
            note("tick")
            await asyncio.sleep(1)

    clock = asyncio.create_task(tick())
    try:
        return await getattr(exercise, name)(*arguments)
    finally:
        clock.cancel()
        await asyncio.wait([clock])


@pytest.mark.points(1.5)
def test_the_clock_ticks_while_somebody_thinks(lab):
    """The astronomer is asked until there is an answer, and however long that takes, everything else goes on."""
    read_line = blocking_job("read_line", takes=by_call(2, 1, 1, 2), returns=by_call("\n", "", " \t", "  M 31 \n"))
    run = lab.play(beside_a_clock, "ask", "Which star? ", read_line)
    assert run.times("read_line started") == [0, 2, 3, 4]
    assert run.times("tick") == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert run.returned == "M 31"


@pytest.mark.points(1.5)
def test_all_telescopes_are_at_work(lab):
    """There are as many exposures at the same time as there are telescopes, and a free one takes the next star."""
    takes, pictures = {"Mira": 5, "Deneb": 2, "Spica": 4}, {"Mira": "m", "Deneb": "d", "Spica": "s"}
    expose = blocking_job("expose", takes=by_argument(takes), returns=by_argument(pictures))
    run = lab.call("photograph", expose, ["Mira", "Deneb", "Spica"], 2)
    assert run.peak("expose") == 2
    assert run.times("expose started") == [0, 0, 2]
    assert run.elapsed == 6
    assert run.returned == ["m", "d", "s"]


@pytest.mark.points(1.5)
def test_the_clock_ticks_while_stars_are_photographed(lab):
    """While telescopes expose, everything else goes on."""
    run = lab.play(beside_a_clock, "photograph", blocking_job("expose", takes=3), ["Mira", "Deneb", "Spica"], 3)
    assert run.times("tick") == [0.5, 1.5, 2.5]
    assert run.elapsed == 3


@scenario
async def evening(exercise, turn, blink, every):
    dome = await exercise.open_dome(turn, blink, every)
    note("dome is open")
    await asyncio.sleep(20)
    return dome


@pytest.mark.points(1.5)
def test_the_lamp_blinks_while_the_dome_turns(lab):
    """The dome turns, and the lamp blinks at its times until that is over."""
    run = lab.play(evening, blocking_job("turn", takes=7, returns="open"), blocking_job("blink"), 2)
    assert run.times("turn started") == [0]
    assert run.at("blink started") == 2
    assert run.times("blink started") == [2, 4, 6]
    assert run.at("dome is open") == 7
    assert run.returned == "open"
