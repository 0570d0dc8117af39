"""Keeps to the number of telescopes with a semaphore, but the threads of to_thread are fewer than that.

fails: blocking::test_forty_telescopes_work_at_once
diagnosis: few-threads
"""

import asyncio


async def ask(question, read_line=input):
    while True:
        answer = (await asyncio.to_thread(read_line, question)).strip()
        if answer:
            return answer


async def photograph(expose, stars, telescopes):
    free = asyncio.Semaphore(telescopes)

    async def take(star):
        async with free:
            return await asyncio.to_thread(expose, star)

    return await asyncio.gather(*(take(star) for star in stars))


async def open_dome(turn, blink, every):
    async def warn():
        while True:
            await asyncio.sleep(every)
            blink()

    lamp = asyncio.create_task(warn())
    try:
        return await asyncio.to_thread(turn)
    finally:
        lamp.cancel()
