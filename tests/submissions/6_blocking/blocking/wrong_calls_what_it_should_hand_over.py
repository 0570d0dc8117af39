"""Calls the function and hands over what it gave: the call blocks the loop.

fails: blocking::test_all_telescopes_are_at_work, blocking::test_the_clock_ticks_while_stars_are_photographed, blocking::test_no_telescope_stands_idle, blocking::test_pictures_belong_to_their_stars, blocking::test_forty_telescopes_work_at_once, blocking::test_nobody_has_to_wait_for_the_end
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
    return await asyncio.gather(*(loop.run_in_executor(pool, expose(star)) for star in stars))


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
