"""One thread has the pool do everything, with `map`; the lamp is a timer of the loop that sets itself again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def ask(question, read_line=input):
    answers = iter(lambda: read_line(question).strip(), None)
    return await asyncio.to_thread(next, filter(None, answers))


async def photograph(expose, stars, telescopes):
    def photograph_all():
        with ThreadPoolExecutor(telescopes) as pool:
            return list(pool.map(expose, stars))

    return await asyncio.to_thread(photograph_all)


class Lamp:
    def __init__(self, blink, every):
        self.blink, self.every, self.loop = blink, every, asyncio.get_running_loop()

    def __enter__(self):
        self.timer = self.loop.call_later(self.every, self.go_on)

    def go_on(self):
        self.blink()
        self.timer = self.loop.call_later(self.every, self.go_on)

    def __exit__(self, *exc):
        self.timer.cancel()


async def open_dome(turn, blink, every):
    with Lamp(blink, every):
        return await asyncio.to_thread(turn)
