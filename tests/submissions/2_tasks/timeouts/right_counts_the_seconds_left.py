"""A beginner's: wait_for() everywhere, and the seconds that are left worked out by hand, again and again."""

import asyncio


async def ask(question, limit, fallback):
    answer = fallback
    try:
        answer = await asyncio.wait_for(question(), timeout=limit)
    except asyncio.TimeoutError:
        answer = fallback
    return answer


async def interview(questions, limit):
    loop = asyncio.get_running_loop()
    start = loop.time()
    answers = []
    for i in range(0, len(questions)):
        question = questions[i]
        now = loop.time()
        used = now - start
        left = limit - used
        try:
            answer = await asyncio.wait_for(question(), timeout=left)
            answers.append(answer)
        except asyncio.TimeoutError:
            raise asyncio.TimeoutError()
        except Exception:
            answers.append(None)
    return answers


async def survey(invite, ask_one, limit):
    loop = asyncio.get_running_loop()
    start = loop.time()
    names = []
    try:
        names = await asyncio.wait_for(invite(), timeout=limit)
    except asyncio.TimeoutError:
        return {}
    now = loop.time()
    used = now - start
    left = limit - used

    async def ask_or_none(name):
        try:
            answer = await asyncio.wait_for(ask_one(name), timeout=left)
            return answer
        except asyncio.TimeoutError:
            return None

    coroutines = []
    for name in names:
        coroutines.append(ask_or_none(name))
    answers = await asyncio.gather(*coroutines)
    result = {}
    for i in range(0, len(names)):
        if answers[i] is not None:
            result[names[i]] = answers[i]
    return result
