"""One generator of attempts that all of them use: it says how long each may take, and hears how it ended."""

import asyncio

MAY_PASS = (ConnectionError, TimeoutError)


def backoff(failures, base, cap, jitter):
    seconds = base
    while failures > 1 and seconds < cap:
        seconds, failures = seconds * 2, failures - 1
    return jitter(seconds if seconds < cap else cap)


class Retrying:
    def __init__(self, pause, attempts=float("inf"), limit=float("inf")):
        self.pause, self.attempts = pause, attempts
        self.loop = asyncio.get_running_loop()
        self.end = self.loop.time() + limit
        self.failures = 0

    async def __call__(self, ask, patience=None):
        while True:
            try:
                return await self.once(ask, patience)
            except Exception as error:
                self.failures += 1
                if not self.worth_another(error):
                    raise
            await asyncio.sleep(self.pause(self.failures))

    async def once(self, ask, patience):
        if patience is None:
            return await ask()
        return await asyncio.wait_for(ask(), min(patience, self.end - self.loop.time()))

    def worth_another(self, error):
        if not isinstance(error, MAY_PASS) or self.failures >= self.attempts:
            return False
        return self.loop.time() + self.pause(self.failures) < self.end


async def ask_again(ask, attempts, pause):
    return await Retrying(pause, attempts)(ask)


async def ask_in_time(ask, patience, limit, pause):
    return await Retrying(pause, limit=limit)(ask, patience)


async def ask_all(asks, channels, attempts, pause):
    free = asyncio.Semaphore(channels)

    async def over_a_channel(ask):
        async with free:
            return await ask()

    return await asyncio.gather(
        *(ask_again(lambda ask=ask: over_a_channel(ask), attempts, pause) for ask in asks), return_exceptions=True
    )
