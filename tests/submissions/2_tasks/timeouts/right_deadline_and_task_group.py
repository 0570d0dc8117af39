"""One deadline handed on to all who wait, with timeout_at(); a TaskGroup asks the people."""

import asyncio


def deadline_in(limit):
    return asyncio.get_running_loop().time() + limit


async def ask_until(deadline, question, fallback):
    try:
        async with asyncio.timeout_at(deadline):
            return await question()
    except TimeoutError:
        return fallback


async def ask(question, limit, fallback):
    return await ask_until(deadline_in(limit), question, fallback)


async def interview(questions, limit):
    deadline = deadline_in(limit)
    answers = []
    for question in questions:
        async with asyncio.timeout_at(deadline):
            try:
                answers.append(await question())
            except asyncio.CancelledError:
                raise
            except BaseException:
                answers.append(None)
    return answers


async def survey(invite, ask_one, limit):
    deadline = deadline_in(limit)
    names = await ask_until(deadline, invite, [])
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(ask_until(deadline, lambda name=name: ask_one(name), None)) for name in names}
    return {name: task.result() for name, task in tasks.items() if task.result() is not None}
