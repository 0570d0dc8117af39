"""Futures and done callbacks: whoever waits has a future of their own, which the task sets when it is done."""

import asyncio


def follow(task):
    future = asyncio.get_running_loop().create_future()

    def copy(task):
        if future.done():
            return
        if task.cancelled():
            future.cancel()
        elif task.exception() is not None:
            future.set_exception(task.exception())
        else:
            future.set_result(task.result())

    if task.done():
        copy(task)
    else:
        task.add_done_callback(copy)
    return future


async def peek(report, limit):
    try:
        async with asyncio.timeout(limit):
            return await follow(report)
    except TimeoutError:
        return None


class Courier:
    busy = {}

    def __init__(self, deliver):
        self.task = asyncio.create_task(deliver())
        self.busy[id(self)] = self
        self.task.add_done_callback(lambda task: self.busy.pop(id(self)))


async def hand_in(deliver, limit):
    arrived = follow(Courier(deliver).task)
    timer = asyncio.get_running_loop().call_later(limit, arrived.cancel)
    try:
        await arrived
    except asyncio.CancelledError:
        if asyncio.current_task().cancelling():
            raise
        return False
    finally:
        timer.cancel()
    return True


async def publish(edit, print_pages):
    text = await edit()
    printing = asyncio.create_task(print_pages(text))
    return await to_the_end(printing)


async def to_the_end(task):
    try:
        return await follow(task)
    except asyncio.CancelledError:
        if not task.done():
            await to_the_end(task)
        raise


async def close(desks, grace):
    left = {task for task in desks.values() if not task.done()}
    stopped = set()
    over = asyncio.Event()

    def done(task):
        left.discard(task)
        if not left:
            over.set()

    def stop():
        for task in list(left):
            stopped.add(task)
            task.cancel()

    for task in list(left):
        task.add_done_callback(done)
    if left:
        timer = asyncio.get_running_loop().call_later(grace, stop)
        try:
            await over.wait()
        finally:
            timer.cancel()
    return [name for name, task in desks.items() if task in stopped]
