"""The first final error comes out, and the others are left to themselves.

fails: retries::test_each_question_has_its_own_outcome
diagnosis: one-failure-sinks-all
"""

import asyncio

MAY_PASS = (ConnectionError, TimeoutError)


def backoff(failures, base, cap, jitter):
    return jitter(min(cap, base * 2 ** (failures - 1)))


async def ask_again(ask, attempts, pause):
    failures = 0
    while True:
        try:
            return await ask()
        except MAY_PASS:
            failures += 1
            if failures == attempts:
                raise
        await asyncio.sleep(pause(failures))


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

    return await asyncio.gather(*(ask_again(lambda ask=ask: over_a_channel(ask), attempts, pause) for ask in asks))
