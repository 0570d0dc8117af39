"""Gives the fallback also when somebody else cancels it, whose wish is thereby ignored.

fails: timeouts::test_being_stopped_from_outside_is_no_limit
diagnosis: swallowed-cancel
"""

import asyncio


async def ask(question, limit, fallback):
    try:
        async with asyncio.timeout(limit):
            return await question()
    except (TimeoutError, asyncio.CancelledError):
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
