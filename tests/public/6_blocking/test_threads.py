"""threads: the checks that a learner may read."""

import asyncio
import threading

import pytest

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
        note("handled in", threading.current_thread().name)
        return await handle(message)

    return await exercise.listen(tune_in, handle_here)


@pytest.mark.points(2.5)
def test_messages_are_handled_on_the_loop(lab):
    """Each message is handled as soon as it has been heard, in the thread of the event loop, until the radio ends."""
    hear = blocking_job("hear", takes=by_call(2, 5, 3, 4), returns=by_call("fog", "storm", "calm", None))
    handle = job("handle", takes=1, returns=by_argument({"fog": "F", "storm": "S", "calm": "C", None: "N"}))
    run = lab.play(watch, hear, handle)
    assert run.notes("handled in") == ["MainThread"] * 3
    assert run.blocked == []
    assert run.times("handle started") == [2, 7, 10]
    assert run.returned == ["F", "S", "C"]
    assert run.elapsed == 14
    assert run.warnings == []


@pytest.mark.points(1.5)
def test_the_radio_does_not_wait(lab):
    """While a message is being handled, the radio goes on; the messages are handled one after another."""
    hear = blocking_job("hear", takes=1, returns=by_call("fog", "storm", "calm", None))
    handle = job("handle", takes=5, returns=by_argument({"fog": "F", "storm": "S", "calm": "C", None: "N"}))
    run = lab.play(watch, hear, handle)
    assert run.times("hear started") == [0, 1, 2, 3]
    assert run.peak("handle") == 1
    assert run.times("handle started") == [1, 6, 11]
    assert run.returned == ["F", "S", "C"]
    assert run.elapsed == 16


@scenario
async def calls(exercise, talk, numbers):
    def dial(number, on_answer, on_failure):
        def telephone():
            try:
                answer = talk(number)
            except OSError as error:
                on_failure(error)
            else:
                on_answer(answer)

        threading.Thread(target=telephone).start()

    return await asyncio.gather(*(exercise.call(dial, number) for number in numbers), return_exceptions=True)


@pytest.mark.points(2.5)
def test_every_call_gets_its_own_answer(lab):
    """Several calls go on at the same time, and each ends with its own answer, when that is there."""
    answers = {"110": "police", "112": "fire brigade", "124": "coast guard"}
    talk = blocking_job("talk", takes=by_argument({"110": 4, "112": 2, "124": 7}), returns=by_argument(answers))
    run = lab.play(calls, talk, list(answers))
    assert run.times("talk started") == [0, 0, 0]
    assert run.elapsed == 7
    assert run.returned == list(answers.values())
    assert run.blocked == []
    assert run.warnings == []


@scenario
async def fire(exercise, send, stations, limit):
    async def send_here(station):
        note("sent in", threading.current_thread().name)
        return await send(station)

    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(exercise.alarm, loop, send_here, stations, limit)


@pytest.mark.points(2.5)
def test_all_stations_are_alarmed_at_once(lab):
    """The loop sends to all stations at the same time, and the thread has their answers when the last one is there."""
    send = job("send", takes=by_argument({"A": 3, "B": 6, "C": 1}), returns=by_argument({"A": 1, "B": 2, "C": 3}))
    run = lab.play(fire, send, ["A", "B", "C"], 20.5)
    assert run.notes("sent in") == ["MainThread"] * 3
    assert run.times("send started") == [0, 0, 0]
    assert run.elapsed == 6
    assert run.returned == [1, 2, 3]
    assert run.warnings == []
