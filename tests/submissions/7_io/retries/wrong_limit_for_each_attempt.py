"""Begins to count anew with every attempt.

fails: retries::test_gives_up_in_time
diagnosis: tried-again
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
    failures = 0
    while True:
        start = asyncio.get_running_loop().time()
        try:
            return await asyncio.wait_for(ask(), min(patience, limit))
        except MAY_PASS:
            failures += 1
            seconds = pause(failures)
            if asyncio.get_running_loop().time() - start + seconds > limit:
                raise
        await asyncio.sleep(seconds)


async def ask_all(asks, channels, attempts, pause):
    free = asyncio.Semaphore(channels)

    async def over_a_channel(ask):
        async with free:
            return await ask()

    return await asyncio.gather(
        *(ask_again(lambda ask=ask: over_a_channel(ask), attempts, pause) for ask in asks), return_exceptions=True
    )
