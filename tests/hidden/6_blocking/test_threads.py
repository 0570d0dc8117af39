"""threads: the checks that make sure."""

import asyncio
import threading
import time
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import blocking_job, by_argument, by_call, job, note, scenario


@scenario
async def watch(exercise, hear, handle):
    def tune_in(on_message, on_end):
        def radio():
            try:
                while message := hear():
                    on_message(message)
            except OSError as error:
                on_end(error)
            else:
                on_end(None)

        threading.Thread(target=radio).start()

    async def handle_here(message):
        note("begun", message)
        return await handle(message)

    return await exercise.listen(tune_in, handle_here)


@pytest.mark.points(1.5)
@given(pauses=st.lists(st.integers(0, 3), min_size=1, max_size=6), takes=st.integers(1, 5))
def test_every_message_is_handled_in_its_turn(lab, pauses, takes):
    """However many messages come at a time, each is handled in its turn, as soon as possible, and none is lost."""
    messages = [f"message {number}" for number in range(len(pauses))]
    hear = blocking_job("hear", takes=by_call(*pauses, 1), returns=by_call(*messages, None))
    results = {message: f"{message}!" for message in messages}
    run = lab.play(watch, hear, job("handle", takes=takes, returns=by_argument(results)))
    started: list[int] = []
    for heard in accumulate(pauses):
        started.append(max(heard, started[-1] + takes) if started else heard)
    assert run.times("handle started") == started
    assert run.notes("begun") == messages
    assert run.elapsed == max(sum(pauses) + 1, started[-1] + takes)
    assert run.returned == list(results.values())


@pytest.mark.points(1)
def test_none_overtakes_another(lab):
    """Whatever takes longer than expected, the messages are handled in the order in which they came."""
    hear = blocking_job("hear", takes=1, returns=by_call("a", "b", "c", "d", None))
    for run in lab.explore(watch, hear, job("handle", takes=2)):
        assert run.notes("begun") == ["a", "b", "c", "d"]
        assert run.returned == [None] * 4


@pytest.mark.points(1)
def test_what_came_before_the_error_is_handled(lab):
    """If the radio breaks down, what it has heard before is handled, and then the error is raised."""
    messages, errors = by_call("fog", "storm"), by_call(None, None, OSError("no power"))
    for silence, end in ((1, 9), (40_001, 40_003)):
        hear = blocking_job("hear", takes=by_call(1, 1, silence), returns=messages, raises=errors)
        run = lab.play(watch, hear, job("handle", takes=4))
        assert run.raised == ("OSError", "no power")
        assert run.times("handle finished") == [5, 9]
        assert run.elapsed == end


@scenario
async def impatient(exercise, talk, numbers, patience):
    def dial(number, on_answer, on_failure):
        def telephone():
            try:
                answer = talk(number)
            except OSError as error:
                on_failure(error)
            else:
                on_answer(answer)

        threading.Thread(target=telephone).start()

    async def attempt(number):
        try:
            note(f"{number} answers", await asyncio.wait_for(exercise.call(dial, number), patience))
        except TimeoutError:
            note(f"{number} given up")
        except OSError as error:
            note(f"{number} fails", str(error))

    await asyncio.gather(*map(attempt, numbers))
    await asyncio.sleep(20)


@scenario
async def held_up(exercise, talk):
    def dial(number, on_answer, on_failure):
        def telephone():
            try:
                answer = talk(number)
            except OSError as error:
                on_failure(error)
            else:
                on_answer(answer)

        threading.Thread(target=telephone).start()

    task = asyncio.create_task(exercise.call(dial, "112"))
    await asyncio.sleep(1.5)
    time.sleep(4)  # noqa: ASYNC251 (meanwhile the telephone calls back, and the loop cannot get to it)
    task.cancel()
    await asyncio.wait([task])
    await asyncio.sleep(20)


@pytest.mark.points(1.5)
def test_calls_may_fail_and_be_given_up(lab):
    """A call that fails raises its error; one that is cancelled ends at once, and what comes later does no harm."""
    takes = {"110": 2, "112": 9, "113": 8, "124": 3}
    errors = {"110": OSError("engaged"), "112": None, "113": OSError("no line"), "124": None}
    answers = {"110": None, "112": "too late", "113": None, "124": "coast guard"}
    talk = blocking_job("talk", takes=by_argument(takes), raises=by_argument(errors), returns=by_argument(answers))
    run = lab.play(impatient, talk, list(takes), 4.5)
    assert run.at("110 fails") == 2
    assert run.at("124 answers") == 3
    assert run.at("112 given up") == 4.5
    assert run.at("113 given up") == 4.5
    assert run.notes("110 fails") == ["engaged"]
    assert run.warnings == []
    for error in (None, OSError("engaged")):
        run = lab.play(held_up, blocking_job("talk", takes=3, returns="fire brigade", raises=error))
        assert run.warnings == []
    run = lab.play(impatient, blocking_job("talk", takes=40_001, returns="good morning"), list(takes), 50_000.5)
    assert run.at("124 answers") == 40_001


@scenario
async def fire(exercise, send, stations, limit):
    tasks = []

    async def send_here(station):
        tasks.append(asyncio.current_task())
        note("sent in", threading.current_thread().name)
        return await send(station)

    loop = asyncio.get_running_loop()
    answers = await asyncio.to_thread(exercise.alarm, loop, send_here, stations, limit)
    note("alarm is over")
    await asyncio.sleep(20)
    return answers


@pytest.mark.points(1)
def test_the_limit_is_for_all_together(lab):
    """At the limit, whoever has not answered is cancelled, and the others' answers count."""
    takes, answers = {"A": 9, "B": 3, "C": 12, "D": 5}, {"A": 1, "B": 2, "C": 3, "D": 4}
    send = job("send", takes=by_argument(takes), returns=by_argument(answers))
    run = lab.play(fire, send, ["A", "B", "C", "D"], 5.25)
    assert run.notes("sent in") == ["MainThread"] * 4
    assert run.at("alarm is over") == 5.25
    assert run.at("send cancelled") == 5.25
    assert run.times("send cancelled") == [5.25, 5.25]
    assert run.returned == [None, 2, None, 4]
    assert run.warnings == []
