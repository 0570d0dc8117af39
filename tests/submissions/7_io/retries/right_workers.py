"""One worker for each channel takes questions from a queue; what pauses comes back to it by a timer of the loop."""

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
        attempt = asyncio.ensure_future(ask())
        try:
            await asyncio.wait([attempt], timeout=min(patience, end - loop.time()))
        finally:
            if not attempt.done():
                attempt.cancel()
                await asyncio.wait([attempt])
        if attempt.cancelled():
            error = TimeoutError("no answer")
        elif attempt.exception() is None:
            return attempt.result()
        else:
            error = attempt.exception()
        failures += 1
        if not isinstance(error, MAY_PASS) or loop.time() + pause(failures) > end:
            raise error
        await asyncio.sleep(pause(failures))


async def ask_all(asks, channels, attempts, pause):
    loop = asyncio.get_running_loop()
    waiting = asyncio.Queue()
    outcomes = [None] * len(asks)
    for place in range(len(asks)):
        waiting.put_nowait((place, 1))

    async def worker():
        while True:
            place, attempt = await waiting.get()
            try:
                outcomes[place] = await asks[place]()
            except Exception as error:
                outcomes[place] = error
                if isinstance(error, MAY_PASS) and attempt < attempts:
                    loop.call_later(pause(attempt), again, (place, attempt + 1))
                    continue
            waiting.task_done()

    def again(question):
        waiting.put_nowait(question)
        waiting.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(channels)]
    try:
        await waiting.join()
    finally:
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return outcomes
