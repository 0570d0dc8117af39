"""Takes an answer that is None for none at all.

fails: retries::test_asks_again_after_a_pause, retries::test_each_question_has_its_own_outcome
diagnosis: done-twice
"""

import asyncio

MAY_PASS = (ConnectionError, TimeoutError)


def backoff(failures, base, cap, jitter):
    return jitter(min(cap, base * 2 ** (failures - 1)))


async def ask_again(ask, attempts, pause):
    for attempt in range(attempts):
        try:
            answer = await ask()
            if answer:
                return answer
        except MAY_PASS:
            if attempt + 1 == attempts:
                raise
        await asyncio.sleep(pause(attempt + 1))


async def ask_in_time(ask, patience, limit, pause):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    failures = 0
    while True:
        try:
            return await asyncio.wait_for(ask(), min(patience, end - loop.time()))
        except MAY_PASS:
            failures += 1
            if loop.time() + pause(failures) >= end:
                raise
        await asyncio.sleep(pause(failures))


async def ask_all(asks, channels, attempts, pause):
    free = asyncio.Semaphore(channels)

    async def over_a_channel(ask):
        async with free:
            return await ask()

    return await asyncio.gather(
        *(ask_again(lambda ask=ask: over_a_channel(ask), attempts, pause) for ask in asks), return_exceptions=True
    )
