"""A semaphore for the telescopes, in front of a pool with a thread for every star; the lamp blinks by waiting with a limit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def ask(question, read_line=input):
    while True:
        answer = (await asyncio.to_thread(read_line, question)).strip()
        if answer:
            return answer


async def photograph(expose, stars, telescopes):
    free, loop = asyncio.Semaphore(telescopes), asyncio.get_running_loop()

    async def take(star):
        async with free:
            return await loop.run_in_executor(pool, expose, star)

    pool = ThreadPoolExecutor(len(stars))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(take(star)) for star in stars]
    return [task.result() for task in tasks]


async def open_dome(turn, blink, every):
    turning = asyncio.create_task(asyncio.to_thread(turn))
    while not turning.done():
        done, _ = await asyncio.wait([turning], timeout=every)
        if not done:
            blink()
    return turning.result()
