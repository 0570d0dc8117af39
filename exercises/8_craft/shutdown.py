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
import signal

STOP = (signal.SIGTERM, signal.SIGINT)  # the signals by which a program is asked to stop


def start(work) -> int:
    """Run ``await work()`` on an event loop, from ordinary code. Return the status with which the program should exit.

    That is 0 when `work` has come to its end, and 130 when Ctrl-C has stopped it, which may clean up then. If it fails,
    its error reaches the caller. SIGTERM is not handled here.
    """
    # TODO: from Ctrl-C to an exit status.
    raise NotImplementedError("start")


async def asked_to_stop() -> str:
    """Wait until somebody asks the program to stop, by SIGTERM or by SIGINT. Return the signal's name: "SIGTERM".

    The signal itself stops nothing: no task is cancelled, and all others go on. The first one counts; another one that
    comes before anybody has woken up changes nothing. When `asked_to_stop` is over, also because it was cancelled, both
    signals do again what they do when nobody handles them.
    """
    # TODO: wait for a signal, then leave everything as it was.
    raise NotImplementedError("asked_to_stop")


async def finish(tasks, grace: float, hurry: asyncio.Event) -> int:
    """Let *tasks*, if there are any, come to their end, for *grace* seconds at most, or until *hurry* is set.

    Then cancel those that are still under way, all at the same time. Return when all are over and have cleaned up, as
    soon as that is so, and leave nothing behind: how many had to be cancelled is the result. Some may fail; the others
    go on all the same. A cancellation of `finish` itself reaches its caller, and then, too, nothing of its own goes on.
    """
    # TODO: wait, but not for ever.
    raise NotImplementedError("finish")


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
    # TODO: a kitchen that closes in good order.
    raise NotImplementedError("serve")


if __name__ == "__main__":  # play with it: python exercises/8_craft/shutdown.py
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
