"""Everything by asyncio.wait() with a timeout: it tells what is not done, and that is cancelled and awaited."""

import asyncio


async def done_by(deadline, coroutines):
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        if tasks:
            left = deadline - asyncio.get_running_loop().time()
            await asyncio.wait(tasks, timeout=left)
    finally:
        late = [task for task in tasks if not task.done()]
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
    return tasks


def in_seconds(limit):
    return asyncio.get_running_loop().time() + limit


async def ask(question, limit, fallback):
    [task] = await done_by(in_seconds(limit), [question()])
    if task.cancelled():
        return fallback
    return task.result()


async def interview(questions, limit):
    deadline = in_seconds(limit)
    answers = []
    for question in questions:
        [task] = await done_by(deadline, [question()])
        if task.cancelled():
            raise TimeoutError("the interview took too long")
        if task.exception() is None:
            answers.append(task.result())
        else:
            answers.append(None)
    return answers


async def survey(invite, ask_one, limit):
    deadline = in_seconds(limit)
    [invitation] = await done_by(deadline, [invite()])
    if invitation.cancelled():
        return {}
    names = invitation.result()
    tasks = await done_by(deadline, [ask_one(name) for name in names])
    return {name: task.result() for name, task in zip(names, tasks) if not task.cancelled()}
