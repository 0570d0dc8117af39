"""Blocking: calls that hold up the whole loop.

An event loop does one thing at a time, and turns to the next one only at an `await`. A call that waits without `await`
is called *blocking*: `time.sleep`, most libraries that read from a disk, a network or a device, and `input()`, which
waits for somebody to type. While it lasts, nothing else runs: no other task, no timeout. To write `async def` around it
changes nothing about that.

Another thread can wait instead. `await asyncio.to_thread(function, argument)` has a thread call ``function(argument)``
and gives what it returns, or raises what it raises. The loop is free meanwhile.

    async def weigh(truck):
        return await asyncio.to_thread(scales.read, truck)      # scales.read(truck) would block, right here

    await asyncio.gather(weigh("red"), weigh("blue"), show_the_time())      # all three at the same time

All calls of to_thread() share one pool of threads, four more than the machine has cores and 32 at most: whatever
comes on top has to wait. For a number of your own, make a pool of your own:

    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(max_workers=3)                    # at most three calls at a time, the others wait in line
    loop = asyncio.get_running_loop()
    weight = await loop.run_in_executor(pool, scales.read, "red")

Nothing can stop a thread from outside: if the task that awaits is cancelled or runs out of time, the task goes on, and
the call in its thread comes to its end, too. So mind `with ThreadPoolExecutor(...) as pool:`. Where the block ends, it
waits for every call that is still under way, and that waiting blocks.

More: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
"""

import asyncio


async def ask(question: str, read_line=input) -> str:
    """Ask the astronomer at the keyboard. Return the answer, without the white space around it.

    ``read_line(question)`` is Python's `input`, or works like it: it shows the question, blocks until somebody has
    typed a line, and returns that. If the line is empty, or there is only white space in it, ask again, as often as it
    takes. The event loop is free all the time.
    """
    # TODO: somebody thinks for a minute, and everything else goes on.
    raise NotImplementedError("ask")


async def photograph(expose, stars: list[str], telescopes: int) -> list:
    """Photograph all *stars*. Return the pictures, in the order of *stars*.

    ``expose(star)`` belongs to the telescopes' old driver: it blocks for as long as the exposure takes, and returns the
    picture. It never fails. Each exposure needs a telescope for itself, and there are *telescopes* of them, from 1 to
    40. None stands idle: whenever one is free, it takes the next star of the list at once. The event loop is free all
    the time, and also if `photograph` is cancelled.
    """
    # TODO: all telescopes at work, and no exposure without one.
    raise NotImplementedError("photograph")


async def open_dome(turn, blink, every: float):
    """Open the dome. Return what ``turn()`` gives, which blocks for as long as the motor runs.

    Meanwhile a lamp warns the people. ``blink()`` is a plain function that returns at once. Call it when *every*
    seconds have passed, and then again and again after another *every* seconds, for as long as turn() goes on and no
    longer. If turn() fails, its error reaches the caller, and the lamp does not blink any more either. If `open_dome`
    is cancelled, it ends at once, as cancelled. Then the motor goes on in its thread, and the lamp does not blink.
    """
    # TODO: the motor and the lamp at the same time.
    raise NotImplementedError("open_dome")


if __name__ == "__main__":  # play with it: python exercises/6_blocking/blocking.py
    import time

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s"

    def keyboard(question: str) -> str:  # so that nobody has to type. Try `input`, too
        time.sleep(0.7)
        print(f"    {now()} {question}Vega")
        return "Vega\n"

    def expose(star: str) -> str:
        print(f"    {now()} {star} ...")
        time.sleep(0.1 * len(star))
        return f"a picture of {star}"

    def turn() -> str:
        time.sleep(1)
        return "The dome is open"

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.25)
            print(f"    {now()} tick")

    async def demo() -> None:
        clock = asyncio.create_task(tick())
        star = await ask("Which star? ", keyboard)
        clock.cancel()
        print(await photograph(expose, [star, "Aldebaran", "Sirius", "Rigel"], telescopes=2))
        print(await open_dome(turn, lambda: print(f"    {now()} blink"), every=0.3))

    asyncio.run(demo())
