"""timeouts: the checks that make sure."""

import asyncio
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, job, note, scenario


def halves(first, last):
    return st.integers(first, last).map(lambda whole: whole + 0.5)


@pytest.mark.points(0.5)
def test_a_question_that_fails_is_not_late(lab):
    """When a question fails in time, its error reaches the caller instead of the fallback."""
    run = lab.call("ask", job("question", takes=2, raises=ConnectionError("hung up")), 7.5, "no idea")
    assert run.raised == ("ConnectionError", "hung up")
    assert run.elapsed == 2


@scenario
async def stopped(exercise, name, *arguments):
    task = asyncio.create_task(getattr(exercise, name)(*arguments))
    await asyncio.sleep(4.5)
    task.cancel()
    await asyncio.wait([task])
    note("was cancelled", task.cancelled())


@pytest.mark.points(1)
def test_being_stopped_from_outside_is_no_limit(lab):
    """A call that somebody else cancels ends at once, and neither answers nor goes on."""
    run = lab.play(stopped, "ask", job("question", takes=9), 7.5, "no idea")
    assert run.notes("was cancelled") == [True]
    run = lab.play(stopped, "interview", [job("a", takes=3), job("b", takes=9), job("c", takes=1)], 20.5)
    assert run.notes("was cancelled") == [True]
    run = lab.play(stopped, "survey", job("invite", takes=2, returns=["Ada", "Bo"]), job("ask_one", takes=9), 20.5)
    assert run.notes("was cancelled") == [True]
    assert run.elapsed == 4.5


@scenario
async def interviewed(exercise, questions, limit):
    try:
        note("answers", await exercise.interview(questions, limit))
    except TimeoutError:
        note("TimeoutError")


@pytest.mark.points(1.5)
@given(questions=st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=5), limit=halves(0, 15))
def test_one_limit_holds_for_the_whole_interview(lab, questions, limit):
    """However many questions there are, and whichever of them fail, they share one limit."""
    names = [f"question-{number}" for number in range(len(questions))]
    jobs = [
        job(name, takes=takes, returns=name, raises=LookupError("what?") if fails else None)
        for name, (takes, fails) in zip(names, questions, strict=True)
    ]
    run = lab.play(interviewed, jobs, limit)
    *starts, end = accumulate((takes for takes, _ in questions), initial=0)
    assert [run.at(f"{name} started") for name in names] == [start if start < limit else None for start in starts]
    assert run.at("TimeoutError") == (limit if limit < end else None)
    answers = [None if fails else name for name, (_, fails) in zip(names, questions, strict=True)]
    assert run.notes("answers") == ([answers] if end < limit else [])
    assert run.elapsed == min(end, limit)


@scenario
async def surveyed(exercise, invite, ask_one, limit):
    answers = await exercise.survey(invite, ask_one, limit)
    note("over")
    await asyncio.sleep(60)
    return answers


@pytest.mark.points(1)
@given(
    invitation=st.integers(1, 5),
    people=st.dictionaries(st.sampled_from(["Ada", "Bo", "Cleo", "Dan", "Eve"]), st.integers(1, 12)),
    limit=halves(2, 12),
)
def test_a_limit_begins_with_the_invitation(lab, invitation, people, limit):
    """However long the invitation takes, and each of the answers, the limit is for both together."""
    invite = job("invite", takes=invitation, returns=list(people))
    ask_one = job("ask_one", takes=by_argument(people), returns=by_argument({name: f"I am {name}" for name in people}))
    run = lab.play(surveyed, invite, ask_one, limit)
    in_time = [name for name, takes in people.items() if invitation + takes < limit]
    late = [name for name in people if invitation < limit and name not in in_time]
    assert run.returned == {name: f"I am {name}" for name in in_time}
    assert run.at("over") == min(limit, invitation + max(people.values(), default=0))
    assert run.at("invite cancelled") == (limit if invitation > limit else None)
    assert run.times("ask_one cancelled") == [limit] * len(late)
