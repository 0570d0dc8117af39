"""Looks at the clock between the questions: the one that is under way is waited for, however long it takes.

fails: timeouts::test_an_interview_ends_at_its_limit, timeouts::test_one_limit_holds_for_the_whole_interview
diagnosis: missing-timeout
"""

import asyncio
import time


async def ask(question, limit, fallback):
    try:
        return await asyncio.wait_for(question(), limit)
    except TimeoutError:
        return fallback


async def interview(questions, limit):
    start = time.monotonic()
    answers = []
    for question in questions:
        try:
            answers.append(await question())
        except Exception:
            answers.append(None)
        if time.monotonic() - start > limit:
            raise TimeoutError
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
