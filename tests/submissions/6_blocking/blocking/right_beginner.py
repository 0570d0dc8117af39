"""A beginner's: a worker for each telescope, a list of results filled by number, and a flag that ends the lamp."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def ask(question, read_line=input):
    loop = asyncio.get_running_loop()
    answer = await loop.run_in_executor(None, read_line, question)
    answer = answer.strip()
    while answer == "":
        answer = await loop.run_in_executor(None, read_line, question)
        answer = answer.strip()
    return answer


async def photograph(expose, stars, telescopes):
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=40)
    pictures = []
    for _ in stars:
        pictures.append(None)
    next_number = 0

    async def use_one_telescope():
        nonlocal next_number
        while next_number < len(stars):
            number = next_number
            next_number = next_number + 1
            picture = await loop.run_in_executor(pool, expose, stars[number])
            pictures[number] = picture

    tasks = []
    for _ in range(telescopes):
        task = asyncio.create_task(use_one_telescope())
        tasks.append(task)
    for task in tasks:
        await task
    pool.shutdown()
    return pictures


async def open_dome(turn, blink, every):
    is_turning = True

    async def lamp():
        while is_turning:
            await asyncio.sleep(every)
            if is_turning:
                blink()

    lamp_task = asyncio.create_task(lamp())
    try:
        result = await asyncio.to_thread(turn)
        return result
    finally:
        is_turning = False
        lamp_task.cancel()
