"""Calls turn() and gives to_thread what it returned.

fails: blocking::test_the_lamp_blinks_while_the_dome_turns, blocking::test_the_lamp_goes_out_when_the_dome_is_stuck, blocking::test_nobody_has_to_wait_for_the_end
diagnosis: called-at-once
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
        return await asyncio.to_thread(turn())
    finally:
        lamp.cancel()
