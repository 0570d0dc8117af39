"""A survey gives the answers the whole limit again, after the invitation has used up some of it.

fails: timeouts::test_a_survey_keeps_what_came_in_time, timeouts::test_a_limit_begins_with_the_invitation
diagnosis: missing-timeout
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

    async def hear(name):
        answers[name] = await ask_one(name)

    try:
        names = await asyncio.wait_for(invite(), limit)
        await asyncio.wait_for(asyncio.gather(*(hear(name) for name in names)), limit)
    except TimeoutError:
        pass
    return answers
