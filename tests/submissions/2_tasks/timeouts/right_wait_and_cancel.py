"""Everything by asyncio.wait() with a timeout: it tells what is not done, and that is cancelled and awaited."""

import asyncio


async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def ask(question, limit, fallback):
    task = asyncio.create_task(question())
    try:
        done, pending = await asyncio.wait([task], timeout=limit)
    except asyncio.CancelledError:
        await stop([task])
        raise
    if pending:
        await stop(pending)
        return fallback
    return task.result()


async def interview(questions, limit):
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    answers = []
    for question in questions:
        task = asyncio.create_task(question())
        done, pending = await asyncio.wait({task}, timeout=deadline - loop.time())
        if pending:
            await stop(pending)
            raise TimeoutError("the interview took too long")
        answers.append(None if task.exception() else task.result())
    return answers


async def survey(invite, ask_one, limit):
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    invitation = asyncio.create_task(invite())
    done, pending = await asyncio.wait({invitation}, timeout=limit)
    if pending:
        await stop(pending)
        return {}
    tasks = {name: asyncio.create_task(ask_one(name)) for name in invitation.result()}
    if not tasks:
        return {}
    done, pending = await asyncio.wait(tasks.values(), timeout=deadline - loop.time())
    await stop(pending)
    return {name: task.result() for name, task in tasks.items() if task in done}
