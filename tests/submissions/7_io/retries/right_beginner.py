"""A beginner's: loops that count, flags, lists and places, and the error kept in a variable until it is needed."""

import asyncio


def backoff(failures, base, cap, jitter):
    seconds = base
    for _ in range(failures - 1):
        seconds = seconds * 2
        if seconds > cap:
            seconds = cap
    if seconds > cap:
        seconds = cap
    seconds = jitter(seconds)
    return seconds


async def ask_again(ask, attempts, pause):
    last_error = None
    for number in range(1, attempts + 1):
        try:
            answer = await ask()
            return answer
        except ConnectionError as error:
            last_error = error
        except TimeoutError as error:
            last_error = error
        if number < attempts:
            seconds = pause(number)
            await asyncio.sleep(seconds)
    raise last_error


async def ask_in_time(ask, patience, limit, pause):
    loop = asyncio.get_running_loop()
    start = loop.time()
    end = start + limit
    number = 0
    while True:
        number = number + 1
        time_left = end - loop.time()
        if time_left < patience:
            seconds_for_this = time_left
        else:
            seconds_for_this = patience
        last_error = None
        try:
            async with asyncio.timeout(seconds_for_this):
                answer = await ask()
                return answer
        except ConnectionError as error:
            last_error = error
        except TimeoutError as error:
            last_error = error
        seconds = pause(number)
        time_left = end - loop.time()
        if seconds > time_left:
            raise last_error
        await asyncio.sleep(seconds)


async def ask_all(asks, channels, attempts, pause):
    semaphore = asyncio.Semaphore(channels)
    outcomes = []
    for _ in asks:
        outcomes.append(None)

    async def ask_one(place):
        number = 0
        while True:
            number = number + 1
            await semaphore.acquire()
            try:
                outcomes[place] = await asks[place]()
                return
            except ConnectionError as error:
                outcomes[place] = error
            except TimeoutError as error:
                outcomes[place] = error
            except Exception as error:
                outcomes[place] = error
                return
            finally:
                semaphore.release()
            if number == attempts:
                return
            await asyncio.sleep(pause(number))

    tasks = []
    for place in range(len(asks)):
        task = asyncio.create_task(ask_one(place))
        tasks.append(task)
    await asyncio.gather(*tasks)
    return outcomes
