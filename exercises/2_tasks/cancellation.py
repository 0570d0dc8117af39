"""Cancellation: stop what is under way.

Whoever no longer wants what a task is working on stops it with `task.cancel()`. That is a request, no more: at the
`await` at which the task stands, CancelledError is raised, so that the task can put things in order on its way out.

    async def sing(songs, stage):
        stage.light = "on"
        try:
            for song in songs:
                await song.perform()
        finally:
            stage.light = "off"         # after the last song, after a wrong note, and after cancel() in the middle

    concert = asyncio.create_task(sing(songs, stage))
    await asyncio.sleep(600)
    concert.cancel()                    # nothing has happened yet: the light is on
    try:
        await concert                   # now it has. There is no result, so this raises CancelledError
    except asyncio.CancelledError:
        print("no encore")              # the light is off, concert.done() and concert.cancelled() are True

To put things in order may take time: a `finally` may await, too. Only whoever awaits the task knows that it is over.
Cancel it once: a second `cancel()` would raise CancelledError again, in the middle of its `finally`.

Let CancelledError pass. What catches it, because there is something to do, does that and ends with a plain `raise`.
Otherwise the task counts as finished, `cancelled()` is False, and whoever cancelled it is told that all went well.
This is why CancelledError is no Exception: `except Exception:` takes what has failed and lets it pass; a bare `except:`
or an `except BaseException:` stops it, and so does a `return` in a `finally`.

Only the code that cancelled a task and awaits it, as above, may drop its CancelledError. But at that very `await`, its
own task may be cancelled, too. `asyncio.current_task().cancelling()` counts how often that was asked for: if it has
gone up, the CancelledError is meant for the task that you are in.

More: https://docs.python.org/3/library/asyncio-task.html#task-cancellation
"""

import asyncio


async def forecast(ask, fallback: str) -> str:
    """Return what ``await ask()`` gives: tomorrow's weather. If that fails, with whatever error, return *fallback*.

    A forecast that is cancelled is cancelled. It has not failed, and there is no fallback for it.
    """
    # TODO: an error gives the fallback, a cancellation does not.
    raise NotImplementedError("forecast")


async def visit(enter, look_around, leave):
    """Visit a museum: ``await enter()``, then ``await look_around()``, then ``await leave()``. Return what was seen.

    Whoever has entered leaves, once, whatever becomes of looking around: it may give a value, which is what was seen,
    fail, or be cancelled. Its error, or the cancellation, reaches the caller when the visitor has left. Who did not get
    in, because entering failed or was cancelled, does not leave.
    """
    # TODO: nobody stays in the museum.
    raise NotImplementedError("visit")


async def book(bookings: list) -> list[str]:
    """Book a journey: one booking after another. Return the list of what they give.

    Each booking is a pair of coroutine functions: ``await reserve()`` gives a reservation, and ``await give_back()``
    undoes it. If one cannot be had, because its `reserve` fails, or if `book` is cancelled, half a journey is no use:
    give back what has been reserved, one after another, the last one first. Then the error, or the cancellation,
    reaches the caller. A reservation that did not come about is not given back.
    """
    # TODO: all or nothing.
    raise NotImplementedError("book")


async def call_off(tasks: list[asyncio.Task]) -> int:
    """Stop all *tasks*, and return when they are over. They put things in order at the same time, each on its own.

    The result is how many of them were still under way. Tasks that are over already are left alone, also those that
    have failed. If `call_off` is cancelled itself, it does not go on as if it had not been.
    """
    # TODO: stop them, and wait until the last one is over.
    raise NotImplementedError("call_off")


if __name__ == "__main__":  # play with it: python exercises/2_tasks/cancellation.py

    def act(what: str, seconds: float = 0.2):
        async def do() -> str:
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                print(f"    {what} ... cancelled")
                raise
            print(f"    {what}")
            return what

        return do

    async def rain() -> str:
        raise ConnectionError("the station is closed, it rains in")

    async def cancel_after(seconds: float, coroutine) -> None:
        task = asyncio.create_task(coroutine)
        await asyncio.sleep(seconds)
        task.cancel()
        try:
            print("Not cancelled, but here is a result:", await task)
        except asyncio.CancelledError:
            print("Cancelled, as it should be")

    async def demo() -> None:
        print(await forecast(act("sunny"), "no idea"), "/", await forecast(rain, "no idea"))
        await cancel_after(0.1, forecast(act("sunny"), "no idea"))
        await cancel_after(0.3, visit(act("enter"), act("look around", 9), act("leave")))
        bookings = [(act(f"reserve {what}"), act(f"give back {what}")) for what in ("train", "room", "opera")]
        await cancel_after(0.5, book(bookings))
        tasks = [asyncio.create_task(act(f"plan {n}", n)()) for n in (0.1, 5, 9)]
        await asyncio.sleep(0.2)
        print("Called off:", await call_off(tasks), [task.cancelled() for task in tasks])

    asyncio.run(demo())
