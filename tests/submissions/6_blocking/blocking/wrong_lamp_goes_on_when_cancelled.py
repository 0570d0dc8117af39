"""Ends the lamp after the motor, and if that fails, but not if it is cancelled itself: that is no Exception.

fails: blocking::test_nobody_has_to_wait_for_the_end
diagnosis: leftover-tasks
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
    return await asyncio.gather(*(loop.run_in_executor(pool, expose, star) for star in stars))


async def open_dome(turn, blink, every):
    async def warn():
        while True:
            await asyncio.sleep(every)
            blink()

    lamp = asyncio.create_task(warn())
    try:
        result = await asyncio.to_thread(turn)
    except Exception:
        lamp.cancel()
        raise
    lamp.cancel()
    return result
