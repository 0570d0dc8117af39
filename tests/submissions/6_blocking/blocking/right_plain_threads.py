"""Threads by hand: one that reads, one for each telescope with a queue between, and a lamp that blinks in a thread of its own."""

import asyncio
import concurrent.futures
import queue
import threading


def in_thread(function, *args):
    future = concurrent.futures.Future()

    def run():
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return asyncio.wrap_future(future)


async def ask(question, read_line=input):
    def read():
        while not (answer := read_line(question).strip()):
            pass
        return answer

    return await in_thread(read)


async def photograph(expose, stars, telescopes):
    waiting, pictures = queue.SimpleQueue(), {}
    for each in enumerate(stars):
        waiting.put(each)

    def use_telescope():
        while True:
            try:
                number, star = waiting.get_nowait()
            except queue.Empty:
                return
            pictures[number] = expose(star)

    await asyncio.gather(*(in_thread(use_telescope) for _ in range(telescopes)))
    return [pictures[number] for number in range(len(stars))]


async def open_dome(turn, blink, every):
    over = threading.Event()

    def warn():
        while not over.wait(every):
            blink()

    lamp = threading.Thread(target=warn)
    lamp.start()
    try:
        return await in_thread(turn)
    finally:
        over.set()
