"""Photographs in groups as large as the number of telescopes: those that are free wait for the slowest.

fails: blocking::test_all_telescopes_are_at_work, blocking::test_no_telescope_stands_idle
diagnosis: waits-for-all
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def ask(question, read_line=input):
    while True:
        answer = (await asyncio.to_thread(read_line, question)).strip()
        if answer:
            return answer


async def photograph(expose, stars, telescopes):
    loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(telescopes)
    pictures = []
    for first in range(0, len(stars), telescopes):
        batch = stars[first : first + telescopes]
        pictures += await asyncio.gather(*(loop.run_in_executor(pool, expose, star) for star in batch))
    return pictures


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
