"""Queues: hand things on.

Some tasks find work, others do it, at paces of their own. An `asyncio.Queue` between them keeps what has been found and
is not being done yet: `await queue.put(thing)` lays something in, and `await queue.get()` takes out what has lain there
longest, or waits until there is something. Each thing goes to *one* of those who wait.

    async def printer(tray):
        while True:
            letter = await tray.get()
            await print_letter(letter)
            tray.task_done()                       # one less that has been put in and is not done

    tray = asyncio.Queue(maxsize=50)               # while 50 letters lie in it, put() waits
    printers = [asyncio.create_task(printer(tray)) for _ in range(2)]
    for letter in letters:
        await tray.put(letter)
    await tray.join()                              # goes on when all that was put in is done

Without `maxsize` a queue takes whatever comes, and if that comes faster than it is dealt with, the queue grows until
the memory is full. With it, who is too fast has to wait in put(). That is called *back-pressure*.

A queue does not say that nothing more will come: who waits in get() waits for ever. So either put in a last thing that
means "this is the end", a *sentinel*; as every thing it reaches one of those who wait, not all of them. Or wait in
join() until everything is done, and then cancel those who still wait for more.

join() only counts: each put() adds one, each task_done() takes one away. A task that ends after its get() and before
its task_done(), by an error for instance, leaves the count too high, and join() waiting for ever.

An asyncio.Queue belongs to one event loop: it is not safe to use from threads. `queue.Queue`, which is, would not let
your coroutine wait but stop the whole loop.

More: https://docs.python.org/3/library/asyncio-queue.html
"""

import asyncio


async def finish(*coroutines) -> None:
    """Run *coroutines* at the same time until all are over. If one fails, or we are cancelled, stop the others."""
    tasks = [asyncio.create_task(each) for each in coroutines]
    try:
        await asyncio.gather(*tasks)
    finally:
        # gather() alone would leave the others behind, waiting at a queue for ever.
        for task in tasks:
            if not task.cancelling():  # gather() has asked them, if we are cancelled: twice would disturb their cleanup
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def copy(read, write, ahead: int) -> None:
    """Copy items: ``await read()`` gives the next one, and None after the last; ``await write(item)`` writes it.

    Items are read one at a time, and written one at a time, in order. While one is being written the next ones are
    read, until *ahead* of them wait to be written, and perhaps one more that the reader has in its hand. When reading
    or writing fails, the other is stopped, and the caller gets the error. (If you know task groups: it may come in an
    ExceptionGroup.) Who cancels it stops both.
    """
    waiting: asyncio.Queue = asyncio.Queue(maxsize=ahead)

    async def fill() -> None:
        while (item := await read()) is not None:  # `is not None`: an empty string is an item, too
            await waiting.put(item)
        await waiting.put(None)

    async def drain() -> None:
        while (item := await waiting.get()) is not None:
            await write(item)

    await finish(fill(), drain())


async def hand_out(read, handle, workers: int) -> None:
    """Read items as above, and hand them out in order: each to one worker, who does ``await handle(item)``.

    So up to *workers* items are handled at the same time. Reading goes on meanwhile, however many items wait, and no
    worker is idle while one waits. It is over when all are handled. Neither reading nor handling ever fails.
    """
    waiting: asyncio.Queue = asyncio.Queue()

    async def fill() -> None:
        while (item := await read()) is not None:
            await waiting.put(item)
        for _ in range(workers):  # each worker takes one None, and goes home with it
            await waiting.put(None)

    async def work() -> None:
        while (item := await waiting.get()) is not None:
            await handle(item)

    await finish(fill(), *(work() for _ in range(workers)))


async def explore(entrance: str, look, scouts: int) -> list[str]:
    """Find all rooms that can be reached from the room *entrance*, and return their names, sorted.

    ``await look(room)`` gives a list of the rooms to which the doors of a room lead. Every room is looked at once,
    however many doors lead there. Up to *scouts* rooms are looked at at the same time, and no scout is idle while a
    known room waits. A room whose look() raises an OSError has been reached, and its doors stay unknown. When it is
    over, also when it has been cancelled, all scouts have gone home.
    """
    # No maxsize: the scouts both take and put, and if all of them waited in put(), nobody would be left to take.
    waiting: asyncio.Queue[str | None] = asyncio.Queue()
    known = {entrance}
    waiting.put_nowait(entrance)

    async def scout() -> None:
        while (room := await waiting.get()) is not None:
            try:
                doors = await look(room)
            except OSError:
                doors = []  # and this scout goes on with another room
            for found in doors:
                if found not in known:  # known from when it is put in: while it waits, another door may lead there
                    known.add(found)
                    waiting.put_nowait(found)
            waiting.task_done()  # after the puts: join() must not count to zero while a room may still lead on

    async def send_home() -> None:
        await waiting.join()
        for _ in range(scouts):
            waiting.put_nowait(None)

    # Side by side: if a scout dies of another error, join() waits for ever, and is stopped like the other scouts.
    await finish(send_home(), *(scout() for _ in range(scouts)))
    return sorted(known)


if __name__ == "__main__":  # play with it: python solutions/3_coordination/queues.py
    from time import perf_counter

    def reader(items: list[str]):
        left = iter([*items, None])

        async def read() -> str | None:
            await asyncio.sleep(0.1)
            item = next(left)
            print("    read", item)
            return item

        return read

    async def write(item: str) -> None:
        await asyncio.sleep(0.3)
        print("    written", item)

    async def look(room: str) -> list[str]:
        await asyncio.sleep(0.2)
        print("    looked at the", room)
        return {"hall": ["kitchen", "stairs"], "stairs": ["hall", "attic"], "attic": ["stairs"]}.get(room, ["hall"])

    async def demo() -> None:
        start = perf_counter()
        await copy(reader(["a", "b", "c", "d"]), write, 1)
        print(f"Copied, {perf_counter() - start:.1f} s")
        start = perf_counter()
        await hand_out(reader(["a", "b", "c", "d"]), write, 3)
        print(f"Handed out, {perf_counter() - start:.1f} s")
        start = perf_counter()
        print(await explore("hall", look, 2), f"{perf_counter() - start:.1f} s")

    asyncio.run(demo())
