"""Recursion instead of loops, `asyncio.timeout` around all of it and around each attempt, and a task group."""

import asyncio

MAY_PASS = (ConnectionError, TimeoutError)


def backoff(failures, base, cap, jitter):
    def grown(failures):
        return base if failures == 1 else min(cap, 2 * grown(failures - 1))

    return jitter(min(cap, grown(failures)))


async def ask_again(ask, attempts, pause, failures=1):
    try:
        return await ask()
    except MAY_PASS:
        if failures == attempts:
            raise
    await asyncio.sleep(pause(failures))
    return await ask_again(ask, attempts, pause, failures + 1)


async def ask_in_time(ask, patience, limit, pause):
    async with asyncio.timeout(limit) as whole:

        async def attempt(failures):
            try:
                async with asyncio.timeout(patience):
                    return await ask()
            except MAY_PASS:
                if asyncio.get_running_loop().time() + pause(failures) > whole.when():
                    raise
            await asyncio.sleep(pause(failures))
            return await attempt(failures + 1)

        return await attempt(1)


async def ask_all(asks, channels, attempts, pause):
    semaphore = asyncio.Semaphore(channels)

    async def outcome(ask):
        async def attempt():
            async with semaphore:
                return await ask()

        try:
            return await ask_again(attempt, attempts, pause)
        except Exception as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(ask)) for ask in asks]
    return [task.result() for task in tasks]
