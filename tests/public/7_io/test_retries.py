"""retries: the checks that a learner may read."""

import pytest

from grader.judge import by_call, job, scenario


@scenario
def pauses_after(exercise, share):
    return [exercise.backoff(failures, 2, 30, lambda seconds: seconds * share) for failures in range(1, 8)]


@pytest.mark.points(1.5)
def test_pauses_double_up_to_the_cap(lab):
    """Each pause is twice as long as the one before, up to the cap, and chance takes its share of that."""
    run = lab.play(pauses_after, share=1)
    assert run.returned == [2, 4, 8, 16, 30, 30, 30]
    run = lab.play(pauses_after, share=0.5)
    assert run.returned == [1, 2, 4, 8, 15, 15, 15]


@scenario
async def ask_again(exercise, ask, attempts, pauses):
    return await exercise.ask_again(ask, attempts, lambda failures: pauses[min(failures, len(pauses)) - 1])


@pytest.mark.points(2.5)
def test_asks_again_after_a_pause(lab):
    """What fails with an error that may pass is tried again after a pause, until there is an answer."""
    errors = by_call(ConnectionError("noise"), TimeoutError("silence"), None)
    run = lab.play(ask_again, job("ask", takes=2, raises=errors, returns="all is well"), attempts=9, pauses=[6, 7, 8])
    assert run.times("ask started") == [0, 8, 17]
    assert run.elapsed == 19
    assert run.returned == "all is well"
    assert run.blocked == []
    run = lab.play(ask_again, job("ask", takes=2, returns=by_call(None, "asked twice")), attempts=9, pauses=[6, 7, 8])
    assert run.times("ask started") == [0]
    assert run.returned is None


@scenario
async def ask_in_time(exercise, ask, patience, limit, pauses):
    return await exercise.ask_in_time(ask, patience, limit, lambda failures: pauses[min(failures, len(pauses)) - 1])


@pytest.mark.points(2)
def test_each_attempt_has_its_time(lab):
    """An attempt without an answer is cancelled when its time is up, and after it and a pause the next one begins."""
    ask = job("ask", takes=by_call(9, 8, 3), cleanup=3, returns="all is well")
    run = lab.play(ask_in_time, ask, patience=4.5, limit=60.25, pauses=[2, 3, 4])
    assert run.at("ask cancelled") == 4.5
    assert run.times("ask started") == [0, 9.5, 20]
    assert run.elapsed == 23
    assert run.returned == "all is well"


@scenario
async def ask_all(exercise, asks, channels, attempts, pauses):
    return await exercise.ask_all(asks, channels, attempts, lambda failures: pauses[min(failures, len(pauses)) - 1])


@pytest.mark.points(3)
def test_who_pauses_needs_no_channel(lab):
    """As many attempts as there are channels go on at the same time, and while one pauses, another one asks."""
    asks = [
        job("A", takes=2, raises=by_call(ConnectionError("noise"), None), returns="a"),
        job("B", takes=7, returns="b"),
        job("C", takes=4, returns="c"),
        job("D", takes=4, returns="d"),
    ]
    run = lab.play(ask_all, asks, channels=2, attempts=3, pauses=[3, 4])
    assert run.peak("A", "B", "C", "D") == 2
    assert [run.at(f"{name} started") for name in "ABCD"] == [0, 0, 2, 6]
    assert run.times("A started") == [0, 7]
    assert run.elapsed == 10
    assert run.returned == ["a", "b", "c", "d"]
