"""A survey whose people put their answers into a queue, read until the time is up; classes instead of closures."""

import asyncio


async def ask(question, limit, fallback):
    done = asyncio.Event()
    result = []

    async def listen():
        try:
            result.append(await question())
        finally:
            done.set()

    listener = asyncio.create_task(listen())
    try:
        async with asyncio.timeout(limit) as timer:
            await done.wait()
    except TimeoutError:
        if not timer.expired():
            raise
    finally:
        if not listener.done():
            listener.cancel()
            await asyncio.wait([listener])
    if result:
        return result[0]
    if listener.cancelled():
        return fallback
    await listener


async def interview(questions, limit):
    answers = []

    async def talk():
        for question in questions:
            answers.append((await asyncio.gather(question(), return_exceptions=True))[0])

    await asyncio.wait_for(talk(), limit)
    return [None if isinstance(answer, BaseException) else answer for answer in answers]


class Survey:
    def __init__(self, invite, ask_one):
        self.invite = invite
        self.ask_one = ask_one
        self.inbox = asyncio.Queue()
        self.missing = 0
        self.answers = {}
        self.tasks = []

    async def person(self, name):
        await self.inbox.put((name, await self.ask_one(name)))

    async def run(self):
        for name in await self.invite():
            self.tasks.append(asyncio.create_task(self.person(name)))
        while len(self.answers) < len(self.tasks):
            name, answer = await self.inbox.get()
            self.answers[name] = answer


async def survey(invite, ask_one, limit):
    everything = Survey(invite, ask_one)
    try:
        await asyncio.wait_for(everything.run(), limit)
    except TimeoutError:
        for task in everything.tasks:
            task.cancel()
    return everything.answers
