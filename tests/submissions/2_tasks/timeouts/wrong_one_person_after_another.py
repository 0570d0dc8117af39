"""A survey asks the next person when the one before has answered.

fails: timeouts::test_a_survey_keeps_what_came_in_time, timeouts::test_a_limit_begins_with_the_invitation
diagnosis: sequential-await
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
    answers = {}
    try:
        async with asyncio.timeout(limit):
            for name in await invite():
                answers[name] = await ask_one(name)
    except TimeoutError:
        pass
    return answers
