"""A beginner's: named functions for everything, lists and flags, and an event that tells when to look."""

import asyncio


async def listen(tune_in, handle):
    loop = asyncio.get_running_loop()
    something_new = asyncio.Event()
    messages = []
    end = []

    def remember_message(message):
        messages.append(message)
        something_new.set()

    def remember_end(error):
        end.append(error)
        something_new.set()

    def on_message(message):
        loop.call_soon_threadsafe(remember_message, message)

    def on_end(error):
        loop.call_soon_threadsafe(remember_end, error)

    tune_in(on_message, on_end)
    results = []
    finished = False
    while not finished:
        await something_new.wait()
        something_new.clear()
        while len(messages) > 0:
            message = messages.pop(0)
            result = await handle(message)
            results.append(result)
        if len(end) > 0:
            finished = True
    error = end[0]
    if error is not None:
        raise error
    return results


async def call(dial, number):
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    answers = []
    errors = []

    def on_answer(answer):
        answers.append(answer)
        loop.call_soon_threadsafe(over.set)

    def on_failure(error):
        errors.append(error)
        loop.call_soon_threadsafe(over.set)

    dial(number, on_answer, on_failure)
    await over.wait()
    if len(errors) > 0:
        raise errors[0]
    return answers[0]


def alarm(loop, send, stations, limit):
    async def send_to_all():
        tasks = []
        for station in stations:
            task = asyncio.create_task(send(station))
            tasks.append(task)
        done, pending = await asyncio.wait(tasks, timeout=limit)
        answers = []
        for task in tasks:
            if task in done:
                answers.append(task.result())
            else:
                task.cancel()
                answers.append(None)
        return answers

    future = asyncio.run_coroutine_threadsafe(send_to_all(), loop)
    answers = future.result()
    return answers
