"""A survey throws away what came in time as soon as one person is late.

fails: timeouts::test_a_survey_keeps_what_came_in_time, timeouts::test_a_limit_begins_with_the_invitation
diagnosis: wrong-value
"""

import asyncio


async def ask(question, limit, fallback):
    try:
        return await asyncio.wait_for(question(), limit)
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
    try:
        async with asyncio.timeout(limit):
            names = await invite()
            answers = await asyncio.gather(*(ask_one(name) for name in names))
            return dict(zip(names, answers))
    except TimeoutError:
        return {}
