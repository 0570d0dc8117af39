"""Forgets to await wait_for(): what is returned is a coroutine.

fails: timeouts::test_an_answer_in_time_is_given_at_once, timeouts::test_the_fallback_comes_at_the_limit, timeouts::test_a_late_question_is_stopped_and_cleans_up, timeouts::test_a_question_that_fails_is_not_late, timeouts::test_being_stopped_from_outside_is_no_limit
diagnosis: never-awaited
"""

import asyncio


async def ask(question, limit, fallback):
    try:
        return asyncio.wait_for(question(), limit)
    except TimeoutError:
        return fallback


async def interview(questions, limit):
    answers = []
    async with asyncio.timeout(limit):
        for question in questions:
            try:
                answers.append(await question())
            except Exception:
                answers.append(None)
    return answers


async def survey(invite, ask_one, limit):
    answers = {}

    async def hear(name):
        answers[name] = await ask_one(name)

    try:
        async with asyncio.timeout(limit):
            names = await invite()
            await asyncio.gather(*(hear(name) for name in names))
    except TimeoutError:
        pass
    return answers
