"""Starts every exposure at once, however many telescopes there are.

fails: blocking::test_all_telescopes_are_at_work, blocking::test_no_telescope_stands_idle, blocking::test_pictures_belong_to_their_stars, blocking::test_forty_telescopes_work_at_once
diagnosis: too-many-at-once
"""

import asyncio


async def ask(question, read_line=input):
    while True:
        answer = (await asyncio.to_thread(read_line, question)).strip()
        if answer:
            return answer


async def photograph(expose, stars, telescopes):
    return await asyncio.gather(*(asyncio.to_thread(expose, star) for star in stars))


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
