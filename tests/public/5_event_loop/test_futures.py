"""futures: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import job, note, scenario


@scenario
async def called(exercise, other_end):
    calls = []

    def dial(number, on_answer, on_failure):
        async def connect():
            try:
                words = await other_end(number)
            except OSError as error:
                on_failure(error)
            else:
                on_answer(words)

        calls.append(asyncio.create_task(connect()))
        return lambda: note("hung up")

    return await exercise.call(dial, "Klondike 5")


@pytest.mark.points(2)
def test_a_call_gives_what_is_said(lab):
    """A call gives what is said at the other end, at that moment, however long nobody answers, and is not hung up."""
    run = lab.play(called, job("other end", takes=3, returns="hello?"))
    assert run.returned == "hello?"
    assert run.elapsed == 3
    assert run.at("hung up") is None
    run = lab.play(called, job("other end", takes=40_001, returns="who is there?"))
    assert run.elapsed == 40_001


@pytest.mark.points(1)
def test_a_call_that_fails_raises(lab):
    """When the exchange calls back with an error, that reaches the caller, at that moment, and nobody hangs up."""
    run = lab.play(called, job("other end", takes=4, raises=OSError("engaged")))
    assert run.raised == ("OSError", "engaged")
    assert run.elapsed == 4
    assert run.at("hung up") is None


@scenario
async def hung_up(exercise, fails):
    def dial(number, on_answer, on_failure):
        callback, value = (on_failure, OSError("engaged")) if fails else (on_answer, f"this is {number}")
        asyncio.get_running_loop().call_later(5, callback, value)
        return lambda: note("hung up")

    task = asyncio.create_task(exercise.call(dial, "Klondike 5"))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    note("call is cancelled" if task.cancelled() else "call is not cancelled")
    await asyncio.sleep(7)


@pytest.mark.points(1.5)
def test_a_cancelled_call_is_hung_up(lab):
    """A call that is cancelled hangs up, once, and ends as cancelled; it is no matter if the exchange calls back."""
    for fails in (False, True):
        run = lab.play(hung_up, fails)
        assert run.times("hung up") == [2.5]
        assert run.at("call is cancelled") == 2.5
        assert run.warnings == []


@scenario
async def finish(exercise, photograph):
    race = exercise.PhotoFinish("marathon")

    async def listen(name, arrival):
        await asyncio.sleep(arrival)
        note(f"{name} hears", await race.winner())

    async def judge():
        note("counts", race.decide(await photograph()))

    people = [("Kim", 0), ("Lou", 1), ("Max", 4), ("late Lia", 9)]
    await asyncio.gather(judge(), *(listen(name, arrival) for name, arrival in people))


@pytest.mark.points(2)
def test_all_who_wait_hear_the_winner(lab):
    """All who wait for the winner hear it when the race is decided, and whoever asks later, at once."""
    run = lab.play(finish, job("photograph", takes=6, returns="number 12"))
    assert run.notes("Kim hears") == ["number 12"]
    assert [run.at(f"{name} hears") for name in ("Kim", "Lou", "Max", "late Lia")] == [6, 6, 6, 9]
    assert run.notes("late Lia hears") == ["number 12"]
    assert run.notes("counts") == [True]


@scenario
async def one_leaves(exercise, photograph):
    race = exercise.PhotoFinish("marathon")

    async def listen(name):
        note(f"{name} hears", await race.winner())

    people = [asyncio.create_task(listen(name)) for name in ("Kim", "Lou", "Max")]
    await asyncio.sleep(2.5)
    people[1].cancel()
    await asyncio.wait([people[1]])
    note("Lou has left" if people[1].cancelled() else "Lou stays")
    winner = await photograph()
    note("counts", race.decide(winner))
    await asyncio.gather(people[0], people[2])


@pytest.mark.points(1.5)
def test_who_leaves_takes_nobody_along(lab):
    """Who is cancelled while waiting for the winner goes at once; the others wait on, be it for hours, and hear it."""
    run = lab.play(one_leaves, job("photograph", takes=4, returns="number 12"))
    assert run.at("Lou has left") == 2.5
    assert [run.at(f"{name} hears") for name in ("Kim", "Max")] == [6.5, 6.5]
    assert run.notes("counts") == [True]
    run = lab.play(one_leaves, job("photograph", takes=40_001, returns="number 3"))
    assert run.at("Kim hears") == 40_003.5
