"""Asks again if there is only white space, and forgets the line in which there is nothing at all.

fails: blocking::test_the_clock_ticks_while_somebody_thinks
diagnosis: lost-work
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def ask(question, read_line=input):
    while True:
        answer = await asyncio.to_thread(read_line, question)
        if not answer.isspace():  # "".isspace() is False
            return answer.strip()


async def photograph(expose, stars, telescopes):
    loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(telescopes)
    return await asyncio.gather(*(loop.run_in_executor(pool, expose, star) for star in stars))


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
