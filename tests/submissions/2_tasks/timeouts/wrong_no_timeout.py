"""Waits for everything as long as it takes: there is no timeout at all.

fails: timeouts::test_the_fallback_comes_at_the_limit, timeouts::test_a_late_question_is_stopped_and_cleans_up, timeouts::test_an_interview_ends_at_its_limit, timeouts::test_a_survey_keeps_what_came_in_time, timeouts::test_one_limit_holds_for_the_whole_interview, timeouts::test_a_limit_begins_with_the_invitation
diagnosis: missing-timeout
"""

import asyncio


async def ask(question, limit, fallback):
    answer = await question()
    if answer is None:
        return fallback
    return answer


async def interview(questions, limit):
    answers = []
    for question in questions:
        try:
            answers.append(await question())
        except Exception:
            answers.append(None)
    return answers


async def survey(invite, ask_one, limit):
    names = await invite()
    answers = await asyncio.gather(*(ask_one(name) for name in names))
    return dict(zip(names, answers))
