"""Without any of asyncio's timeouts: a timer of the loop cancels a task, and a flag says that it was the timer."""

import asyncio


class Alarm:
    def __init__(self, limit):
        self.loop = asyncio.get_running_loop()
        self.rang = False
        self.task = None
        self.timer = self.loop.call_later(limit, self.ring)

    def ring(self):
        self.rang = True
        if self.task is not None:
            self.task.cancel()

    async def watch(self, coroutine):
        self.task = asyncio.ensure_future(coroutine)
        try:
            return await self.task
        except asyncio.CancelledError:
            if self.rang and not asyncio.current_task().cancelling():
                raise TimeoutError from None
            raise
        finally:
            self.timer.cancel()


async def ask(question, limit, fallback):
    try:
        return await Alarm(limit).watch(question())
    except TimeoutError:
        return fallback


async def interview(questions, limit):
    async def all_of_it():
        answers = []
        for question in questions:
            try:
                answers.append(await question())
            except Exception:
                answers.append(None)
        return answers

    return await Alarm(limit).watch(all_of_it())


async def survey(invite, ask_one, limit):
    answers = {}

    async def note_answer(name):
        answers[name] = await ask_one(name)

    async def all_of_it():
        await asyncio.gather(*[note_answer(name) for name in await invite()])

    try:
        await Alarm(limit).watch(all_of_it())
    except TimeoutError:
        pass
    return answers
