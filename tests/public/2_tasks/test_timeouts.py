"""timeouts: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_argument, job, note, scenario


@pytest.mark.points(1)
def test_an_answer_in_time_is_given_at_once(lab):
    """An answer that comes in time is returned when it comes."""
    run = lab.call("ask", job("question", takes=2, returns="tea"), 5.5, "no idea")
    assert run.returned == "tea"
    assert run.elapsed == 2


@pytest.mark.points(1)
def test_the_fallback_comes_at_the_limit(lab):
    """When there is no answer after the limit, the fallback is returned at once."""
    run = lab.call("ask", job("question", takes=9, returns="tea"), 2.5, "no idea")
    assert run.elapsed == 2.5
    assert run.returned == "no idea"


@pytest.mark.points(1)
def test_a_late_question_is_stopped_and_cleans_up(lab):
    """A question that takes too long is stopped at the limit, and has cleaned up before the fallback is returned."""
    run = lab.call("ask", job("question", takes=9, cleanup=2), 2.5, "no idea")
    assert run.at("question cancelled") == 2.5
    assert run.at("question cleaned up") == 4.5
    assert run.elapsed == 4.5


@pytest.mark.points(1)
def test_questions_are_asked_one_after_another(lab):
    """Questions are asked one after another, and None stands for one that fails."""
    tea = job("tea", takes=3, returns="green")
    moon = job("moon", takes=1, raises=ValueError("which moon?"))
    name = job("name", takes=2, returns="Ada")
    run = lab.call("interview", [tea, moon, name], 30.5)
    assert run.returned == ["green", None, "Ada"]
    assert [run.at(f"{question} started") for question in ("tea", "moon", "name")] == [0, 3, 4]
    assert run.elapsed == 6


@scenario
async def interviewed(exercise, questions, limit):
    try:
        return await exercise.interview(questions, limit)
    except TimeoutError:
        note("TimeoutError")


@pytest.mark.points(1)
def test_an_interview_ends_at_its_limit(lab):
    """When the limit of the whole interview is over, the question under way is stopped and TimeoutError raised."""
    run = lab.play(interviewed, [job(name, takes=2, returns=name) for name in ("a", "b", "c", "d")], 4.5)
    assert run.at("TimeoutError") == 4.5
    assert run.at("c cancelled") == 4.5
    assert run.at("d started") is None


@scenario
async def surveyed(exercise, invite, ask_one, limit):
    answers = await exercise.survey(invite, ask_one, limit)
    note("over")
    await asyncio.sleep(60)
    return answers


@pytest.mark.points(1)
def test_a_survey_keeps_what_came_in_time(lab):
    """All are asked at the same time; at the limit, the answers that came are returned, and the rest is stopped."""
    invite = job("invite", takes=2, returns=["Ada", "Bo", "Cleo"])
    ask_one = job("ask_one", takes=by_argument({"Ada": 4, "Bo": 1, "Cleo": 9}), returns="tea")
    run = lab.play(surveyed, invite, ask_one, 6.5)
    assert run.times("ask_one started") == [2, 2, 2]
    assert run.at("over") == 6.5
    assert run.returned == {"Ada": "tea", "Bo": "tea"}
    assert run.times("ask_one cancelled") == [6.5]
