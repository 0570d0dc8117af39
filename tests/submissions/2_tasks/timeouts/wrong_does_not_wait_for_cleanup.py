"""Cancels a late question, but goes on before it has cleaned up.

fails: timeouts::test_a_late_question_is_stopped_and_cleans_up
diagnosis: leftover-tasks
"""

import asyncio


async def ask(question, limit, fallback):
    task = asyncio.create_task(question())
    done, pending = await asyncio.wait({task}, timeout=limit)
    if pending:
        task.cancel()
        return fallback
    return task.result()


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
