"""One task does it all, with asyncio.wait in a loop over whatever may happen next; the signals come through a queue."""

import asyncio
import contextlib
import signal


def start(work):
    try:
        asyncio.run(work())
    except KeyboardInterrupt:
        return 130
    return 0


@contextlib.contextmanager
def signals():
    loop, names = asyncio.get_running_loop(), asyncio.Queue()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, names.put_nowait, signal.Signals(number).name)
    try:
        yield names
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def asked_to_stop():
    with signals() as names:
        return await names.get()


async def finish(tasks, grace, hurry):
    waiting = asyncio.create_task(hurry.wait())
    pending = set(tasks)
    try:
        async with asyncio.timeout(grace):
            while pending and not waiting.done():
                await asyncio.wait({*pending, waiting}, return_when=asyncio.FIRST_COMPLETED)
                pending = {task for task in pending if not task.done()}
    except TimeoutError:
        pending = {task for task in pending if not task.done()}
    finally:
        waiting.cancel()
    given_up = sum(task.cancel() for task in pending)
    if pending:
        await asyncio.wait(pending)
    return given_up


async def serve(take_order, cook, closing, grace):
    with signals() as names:
        stop = asyncio.ensure_future(names.get())
        order = asyncio.ensure_future(take_order())
        meals = set()
        while True:
            await asyncio.wait({stop, order}, return_when=asyncio.FIRST_COMPLETED)
            if stop.done():
                order.cancel()
                break
            meal = asyncio.ensure_future(cook(order.result()))
            meals.add(meal)
            meal.add_done_callback(meals.discard)
            order = asyncio.ensure_future(take_order())
        hurry = asyncio.Event()
        again = asyncio.ensure_future(names.get())
        again.add_done_callback(lambda _: hurry.set())
        given_up = await finish(set(meals), grace, hurry)
        again.cancel()
        async with contextlib.AsyncExitStack() as stack:
            for close in closing:
                stack.push_async_callback(close)
    return given_up
