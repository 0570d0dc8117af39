"""futures: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, note, scenario

FIRST = {"answers": "answer", "fails": "failure"}


@scenario
async def called(exercise, calls_back_after, cancelled_at):
    def dial(_, on_answer, on_failure):
        loop = asyncio.get_running_loop()
        for number, (delay, how) in enumerate(calls_back_after):
            callback = on_failure if how == "fails" else on_answer
            value = OSError(f"failure {number}") if how == "fails" else f"answer {number}"
            if delay:
                loop.call_later(delay, callback, value)
            else:
                callback(value)

        def hang_up():
            note("hung up")
            loop.call_soon(on_failure, OSError("you have hung up"))

        return hang_up

    task = asyncio.create_task(exercise.call(dial, "Klondike 5"))
    await asyncio.wait([task], timeout=cancelled_at)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        note("call ends", "cancelled")
    else:
        note("call ends", str(task.exception() or task.result()))
    await asyncio.sleep(20)


@pytest.mark.points(2)
@given(
    delays=st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True),
    ways=st.lists(st.sampled_from(["answers", "fails"]), min_size=4, max_size=4),
    moment=st.integers(0, 9).map(lambda whole: whole + 0.5),
)
def test_the_first_call_back_counts(lab, delays, ways, moment):
    """However often the exchange calls back, while it is dialled or when the call is over, the first time counts."""
    calls_back = list(zip(delays, ways, strict=False))
    first = min(range(len(delays)), key=delays.__getitem__)
    run = lab.play(called, calls_back_after=calls_back, cancelled_at=moment)
    assert run.at("call ends") == min(delays[first], moment)
    if moment < delays[first]:
        assert run.notes("call ends") == ["cancelled"]
        assert run.times("hung up") == [moment]
    else:
        assert run.notes("call ends") == [f"{FIRST[ways[first]]} {first}"]
        assert run.at("hung up") is None
    assert "callback" not in run.warnings


@scenario
async def called_off(exercise, doping_test):
    race = exercise.PhotoFinish("marathon")

    async def listen(name, arrival):
        await asyncio.sleep(arrival)
        try:
            note(f"{name} hears", await race.winner())
        except (ValueError, asyncio.CancelledError) as error:
            note(f"{name} gets", f"{type(error).__name__}: {error}")

    async def judge():
        try:
            await doping_test()
        except ValueError as error:
            note("counts", race.call_off(error))

    people = [("Kim", 0), ("Lou", 2), ("late Lia", 8)]
    await asyncio.gather(judge(), *(listen(name, arrival) for name, arrival in people))


@pytest.mark.points(1)
def test_nobody_waits_for_a_race_that_is_called_off(lab):
    """When a race is called off, the error reaches all who wait, and whoever asks later."""
    run = lab.play(called_off, job("doping test", takes=5, raises=ValueError("all of them")))
    assert [run.at(f"{name} gets") for name in ("Kim", "Lou", "late Lia")] == [5, 5, 8]
    assert run.notes("Kim gets") == ["ValueError: all of them"]
    assert run.notes("late Lia gets") == ["ValueError: all of them"]
    assert run.notes("counts") == [True]


@scenario
async def decided_again(exercise, ways):
    race = exercise.PhotoFinish("marathon")

    async def listen():
        try:
            return await race.winner()
        except ValueError as error:
            return f"{error}"

    def judge(way):
        return race.call_off(ValueError(way)) if way == "rain" else race.decide(way)

    listener = asyncio.create_task(listen())
    await asyncio.sleep(1)
    note("counts", judge(ways[0]))
    note("counts", judge(ways[1]))
    await asyncio.sleep(1)
    note("counts", judge(ways[1]))
    return [await listener, await listen()]


@pytest.mark.points(1)
def test_a_race_is_decided_once(lab):
    """What a race ended with stays, be it a winner, a dead heat or an error, and another decision does not count."""
    for ways in (["number 12", "number 3"], [None, "number 12"], ["rain", "number 12"], [None, "rain"]):
        run = lab.play(decided_again, ways)
        assert run.returned == [ways[0], ways[0]]
        assert run.notes("counts") == [True, False, False]


@scenario
async def crowd(exercise, come, judge):
    race = exercise.PhotoFinish("marathon")

    async def listen():
        await come()
        note("heard", await race.winner())

    async def decide(winner):
        await judge()
        if race.decide(winner):
            note("decided", winner)

    leaving = [asyncio.create_task(race.winner()) for _ in range(2)]

    async def leave(task):
        await come()
        task.cancel()
        await asyncio.wait([task])

    await asyncio.gather(*(listen() for _ in range(3)), *map(decide, ("number 12", "number 3")), *map(leave, leaving))


@pytest.mark.points(1)
def test_all_hear_the_same(lab):
    """Whenever people come and go, and whoever decides first, one decision counts, and all who stay hear that one."""
    for run in lab.explore(crowd, job("come", takes=2), job("judge", takes=4), schedules=15):
        assert len(run.times("decided")) == 1
        assert run.notes("heard") == run.notes("decided") * 3
