"""A bare `except:` inside the timeout takes the cancellation for a question that failed, and goes on without a limit.

fails: timeouts::test_an_interview_ends_at_its_limit, timeouts::test_being_stopped_from_outside_is_no_limit, timeouts::test_one_limit_holds_for_the_whole_interview
diagnosis: swallowed-cancel
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
            except:
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
