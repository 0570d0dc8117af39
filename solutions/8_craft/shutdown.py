"""Shutdown: stop, but in good order.

A program that serves others never ends by itself. Somebody stops it: with Ctrl-C, which is the signal SIGINT, or, as
the system does when it shuts down, with SIGTERM. Whoever sends one expects an end soon. What is under way should not be
torn apart, though, and what is open should be closed.

Ctrl-C needs no code of yours. `asyncio.run` cancels the main task, which may clean up, as ever; when that is over,
`asyncio.run` raises KeyboardInterrupt, to whoever has called it. A second Ctrl-C raises it at once, in the middle of
the cleaning up. SIGTERM, without any code, ends the process on the spot: not even a `finally` runs.

Who wants to do something else has the event loop call a plain function when a signal comes:

    async def play(song, radio):
        loop = asyncio.get_running_loop()
        playing = asyncio.create_task(song())
        loop.add_signal_handler(signal.SIGUSR1, radio.change_volume, 10)    # for now, nothing else happens by it
        try:
            await playing
        finally:
            loop.remove_signal_handler(signal.SIGUSR1)                      # now it does again what it always did

That function runs like a callback, between two steps of the tasks: it sets an event, or a future, and returns. It does
not wait, it does not call `sys.exit()`, which would tear the loop apart. (`signal.signal` sets a handler, too. That one
runs in the middle of anything and does not wake the loop: it is not for asyncio. Windows knows only Ctrl-C.)

A good end has an order. First, take nothing new. Then let what is under way come to its end, for a while, not for
ever: who stops a machine waits some seconds for it. Then cancel the rest, and wait until it has cleaned up. Close what
was used last of all, in the opposite order of opening: the work may need it up to its end. And if whoever asks you to
stop asks once more, hurry.

More: https://docs.python.org/3/library/asyncio-eventloop.html#unix-signals
"""

import asyncio
import contextlib
import signal

STOP = (signal.SIGTERM, signal.SIGINT)  # the signals by which a program is asked to stop


def start(work) -> int:
    """Run ``await work()`` on an event loop, from ordinary code. Return the status with which the program should exit.

    That is 0 when `work` has come to its end, and 130 when Ctrl-C has stopped it, which may clean up then. If it fails,
    its error reaches the caller. SIGTERM is not handled here.
    """
    try:
        asyncio.run(work())
    except KeyboardInterrupt:  # here, and not in a coroutine: there it is a cancellation
        return 130
    return 0


@contextlib.contextmanager
def handling(function):
    """Have the event loop call ``function(name)`` for each signal that asks to stop, in the block, and not after it."""
    loop = asyncio.get_running_loop()
    for number in STOP:
        loop.add_signal_handler(number, function, number.name)
    try:
        yield
    finally:
        for number in STOP:
            loop.remove_signal_handler(number)


async def asked_to_stop() -> str:
    """Wait until somebody asks the program to stop, by SIGTERM or by SIGINT. Return the signal's name: "SIGTERM".

    The signal itself stops nothing: no task is cancelled, and all others go on. The first one counts; another one that
    comes before anybody has woken up changes nothing. When `asked_to_stop` is over, also because it was cancelled, both
    signals do again what they do when nobody handles them.
    """
    asked = asyncio.get_running_loop().create_future()

    def stop(name: str) -> None:
        if not asked.done():  # two signals may come before anybody wakes up
            asked.set_result(name)

    with handling(stop):
        return await asked


async def finish(tasks, grace: float, hurry: asyncio.Event) -> int:
    """Let *tasks*, if there are any, come to their end, for *grace* seconds at most, or until *hurry* is set.

    Then cancel those that are still under way, all at the same time. Return when all are over and have cleaned up, as
    soon as that is so, and leave nothing behind: how many had to be cancelled is the result. Some may fail; the others
    go on all the same. A cancellation of `finish` itself reaches its caller, and then, too, nothing of its own goes on.
    """
    if not tasks:
        return 0
    all_over = asyncio.create_task(asyncio.wait(tasks))
    hurried = asyncio.create_task(hurry.wait())
    try:
        await asyncio.wait([all_over, hurried], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
        late = [task for task in tasks if task.cancel()]  # cancel() tells whether there was anything to cancel
        await all_over
    finally:  # wait() cancels nothing, also when it is cancelled itself
        all_over.cancel()
        hurried.cancel()
    return len(late)


async def serve(take_order, cook, closing: list, grace: float) -> int:
    """Run a kitchen until it is asked to stop, by SIGTERM or by SIGINT. Return how many meals had to be given up then.

    ``await take_order()`` waits for an order and gives it; as soon as it has, the next one may be waited for. For each,
    ``await cook(order)`` cooks a meal: all meals are cooked at the same time, none waits for another one. One that
    fails is lost, and the kitchen goes on. `take_order` never fails, and loses nothing when it is cancelled.

    When asked to stop, the kitchen takes no more orders: a `take_order` that waits is cancelled at once. What is being
    cooked may go on for *grace* seconds from that on, or until the kitchen is asked once more, by either signal. What
    is still being cooked then is given up: it is cancelled, and may clean up. When every meal is over, ``await
    close()`` is called for each of the coroutine functions in *closing*, one after another, the last one of the list
    first. Nobody cancels `serve` itself.
    """
    meals = set()
    asked, hurry = asyncio.Event(), asyncio.Event()

    def ask(_name: str) -> None:
        (hurry if asked.is_set() else asked).set()

    async def take_orders() -> None:
        while True:
            meal = asyncio.create_task(cook(await take_order()))
            meals.add(meal)
            meal.add_done_callback(meals.discard)

    with handling(ask):  # all the time: between two calls of asked_to_stop() a signal would end the process
        taking = asyncio.create_task(take_orders())
        await asked.wait()
        taking.cancel()  # first of all: nothing new
        given_up = await finish(list(meals), grace, hurry)
        for close in reversed(closing):  # only now: what is being cooked may need it
            await close()
    return given_up


if __name__ == "__main__":  # play with it: python solutions/8_craft/shutdown.py
    import time

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s:"

    def send_soon(*names: str) -> None:
        for number, name in enumerate(names, 1):
            when = 0.45 * number
            asyncio.get_running_loop().call_later(when, signal.raise_signal, signal.Signals[name])

    async def cook(order: str, seconds: float = 0.5) -> None:
        try:
            await asyncio.sleep(seconds)
            print(now(), order, "is ready")
        except asyncio.CancelledError:
            print(now(), order, "... the fire is out, the pan is clean")
            raise

    async def demo() -> None:
        send_soon("SIGTERM")
        name = await asked_to_stop()
        print(now(), name)

        tasks = [asyncio.create_task(cook(f"dish {n}", n)) for n in (0.1, 0.2, 9)]
        given_up = await finish(tasks, 0.4, asyncio.Event())
        print(now(), "given up:", given_up)

        orders = iter(("soup", "cake", "pie"))

        async def take_order() -> str:
            await asyncio.sleep(0.2)
            return next(orders, "tea")

        async def close() -> None:
            print(now(), "closed")

        send_soon("SIGINT", "SIGINT")
        given_up = await serve(take_order, lambda order: cook(order, 0.3 if order == "soup" else 9), [close], 9)
        print(now(), "given up:", given_up)

    async def stew() -> None:
        send_soon("SIGINT")
        await cook("stew", 60)

    asyncio.run(demo())
    status = start(stew)
    print(now(), "status", status)
