"""Sleeps for the whole limit before it looks whether there is an answer.

fails: timeouts::test_an_answer_in_time_is_given_at_once, timeouts::test_a_question_that_fails_is_not_late
diagnosis: too-late
"""

import asyncio


async def ask(question, limit, fallback):
    task = asyncio.create_task(question())
    await asyncio.sleep(limit)
    if task.done():
        return task.result()
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
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
