"""Subprocesses: other programs at work.

Many things are done best by a program that is there already. `subprocess.run` starts one and blocks the event loop
until it is over. asyncio starts it, too, and awaits what takes long:

    async def count_words(path):
        process = await asyncio.create_subprocess_exec(
            "wc", "-w", path,                   # the program and its arguments, one by one: no shell, no quotes
            stdout=asyncio.subprocess.PIPE,     # what it writes comes to us. Without this, it is printed
        )
        out, _ = await process.communicate()    # read all of it, and wait for the end
        print(process.returncode)               # 0: all is well. None as long as it runs
        return int(out.split()[0])              # out is bytes, and bytes.decode() makes text of it

A program writes to two streams, `stdout` for results and `stderr` for complaints. Each may go to a pipe, to
`asyncio.subprocess.DEVNULL`, where it vanishes, or, without a word, to where yours goes. A pipe holds only so much.
When it is full the program waits until somebody reads, and whoever then waits for its end without reading, or reads the
other pipe to its end first, waits for ever. `communicate()` reads both at the same time. Who wants each line when it
comes reads the one pipe that there is, line by line, with `async for line in process.stdout`.

Nobody stops a program but who kills it. To cancel what waits for it, by a timeout for instance, stops the waiting; the
program runs on. `process.kill()` sends it a signal that it cannot refuse, and returns at once. It is over when that is
known: when `await process.wait()` has returned, or `communicate()`. Until then the system keeps it, as a "zombie".
(`process.terminate()` asks. A program may take its time with that, or not listen.)

    try:
        await asyncio.sleep(60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

More: https://docs.python.org/3/library/asyncio-subprocess.html
"""

import asyncio


async def run(command: list[str]) -> str:
    """Run *command*, a program and its arguments, in a studio for sound. Return what it writes to `stdout`, as text.

    If its status is not 0, it has failed: raise RuntimeError with what it has written to `stderr`, as text. It may
    write any amount to both, at any time. If there is no such program, FileNotFoundError reaches the caller. The event
    loop is free all the time.

    Whatever becomes of the call, its program is over when the call is: if `run` is cancelled, it kills the program, and
    ends, as cancelled, when the program has ended and that has been waited for. The same holds for all functions below.
    """
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    try:
        out, complaints = await process.communicate()  # both at once: either pipe may be full before the other ends
    finally:
        if process.returncode is None:  # we have been cancelled: nobody else stops it
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise RuntimeError(complaints.decode())
    return out.decode()


async def run_within(command: list[str], limit: float) -> str | None:
    """Run *command* as `run` does, for *limit* seconds at most. If it is not over by then, kill it, and return None.

    It is over, and its end has been waited for, when this returns. Some programs do not listen when asked to stop.
    """
    try:
        return await asyncio.wait_for(run(command), limit)  # at the limit run() is cancelled, and cleans up
    except TimeoutError:
        return None


async def run_all(commands: list[list[str]], machines: int, limit: float) -> list[str | None]:
    """Run all *commands* on *machines* machines, one at a time on each. Return what they give, in their order.

    They are started in the order of the list, each as soon as a machine is free, and no machine stands idle as long as
    there is something to run. Each has *limit* seconds, counted from its own start. For a program that was not over by
    then, that has failed, or that cannot be started, there is None in the list, and the others go on.
    """
    free = asyncio.Semaphore(machines)

    async def run_one(command: list[str]) -> str | None:
        async with free:  # outside of the limit: waiting for a machine does not count
            try:
                return await run_within(command, limit)
            except (RuntimeError, OSError):
                return None

    async with asyncio.TaskGroup() as group:  # gather(), cancelled, would not wait until all have stopped
        tasks = [group.create_task(run_one(command)) for command in commands]
    return [task.result() for task in tasks]


async def follow(command: list[str], on_line) -> int:
    """Run *command*, and call ``on_line(line)`` with each line of its `stdout` when it is written. Return its status.

    The line is text, without the newline at its end, and otherwise as it was written: spaces stay, and an empty line is
    one, too. The last one may have no newline anyway. ``on_line`` is a plain function, quickly done. If it raises, kill
    the program, and let the error reach the caller; if `follow` is cancelled, kill it, too. What the program writes to
    `stderr` is of no interest; it may be any amount.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a pipe that nobody reads would be full one day
    )
    try:
        async for line in process.stdout:
            on_line(line.decode().removesuffix("\n"))
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


if __name__ == "__main__":  # play with it: python solutions/7_io/subprocesses.py
    import sys
    import time

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s:"

    def python(code: str) -> list[str]:
        return [sys.executable, "-u", "-c", f"import sys, time\n{code}"]

    mix = python("time.sleep(0.3); print('a mix of', sys.version.split()[0])")
    broken = python("sys.exit('the tape is torn')")
    endless = python("time.sleep(60)")
    cut = python("for track in 'ABC':\n    time.sleep(0.2)\n    print('track', track)")

    async def demo() -> None:
        print(repr(await run(mix)))
        try:
            print(await run(broken))
        except RuntimeError as error:
            print("It failed:", error)
        print(await run_within(endless, limit=0.5), now())
        print(await run_all([mix, broken, endless, mix], machines=2, limit=0.7), now())
        print(await follow(cut, lambda line: print(now(), line)))

    asyncio.run(demo())
