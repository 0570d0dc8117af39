"""As many questions as there are channels at a time: each batch waits for the slowest of the one before.

fails: retries::test_who_pauses_needs_no_channel
diagnosis: waits-for-all
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
    outcomes = []
    for start in range(0, len(asks), channels):
        batch = [ask_again(ask, attempts, pause) for ask in asks[start : start + channels]]
        outcomes += await asyncio.gather(*batch, return_exceptions=True)
    return outcomes
