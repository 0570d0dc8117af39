"""Takes every error for a late answer: a broken question gives the fallback, and nobody learns of it.

fails: timeouts::test_a_question_that_fails_is_not_late
diagnosis: swallowed-error
"""

import asyncio


async def ask(question, limit, fallback):
    try:
        return await asyncio.wait_for(question(), limit)
    except Exception:
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
