"""Leaves the `with` block of the pool when it is cancelled: that waits for the exposures, and blocks.

fails: blocking::test_nobody_has_to_wait_for_the_end
diagnosis: blocked-loop
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def ask(question, read_line=input):
    while True:
        answer = (await asyncio.to_thread(read_line, question)).strip()
        if answer:
            return answer


async def photograph(expose, stars, telescopes):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(telescopes) as pool:
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
