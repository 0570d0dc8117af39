"""Task groups: nobody is left behind.

A task that you create goes on until it is done, whatever becomes of you. A TaskGroup is a block that no task outlives:

    async def open_the_shop():
        async with asyncio.TaskGroup() as group:
            coffee = group.create_task(make_coffee())
            group.create_task(sweep_the_floor())
        return coffee.result()      # here, after the block, all tasks of the group are done

`async with` is a `with` that may wait when it is entered and when it is left. At its end, this one waits for its tasks.
When one of them fails, the group cancels all the others, waits until they have cleaned up, and raises an ExceptionGroup
with the errors of its tasks inside, since there may be several. (gather() raises the bare error of the first one that
fails, and lets the others go on.)

So `except KeyError:` around a group catches nothing. `except*` looks inside:

    try:
        await open_the_shop()
    except* KeyError as lost:
        print("not to be found:", lost.exceptions)
    except* OSError:
        print("call the plumber")

Each `except*` takes the errors of its kind out of the group, so that more than one of them may run. What is left over
goes on to the caller, again in a group. There is no `return`, `break` or `continue` in an `except*` block.

A group hears only of errors that leave a task. One that should not stop the others is caught inside the task.

A task may add tasks to the group that it is in, as long as the block is not over: it is over when none is left.

More: https://docs.python.org/3/library/asyncio-task.html#task-groups
"""

import asyncio


async def build(parts: list) -> list:
    """Build all *parts* at the same time, and return what they gave, in order.

    Parts and bookings are coroutine functions without parameters. When a part fails, those under way are stopped, and
    when they have cleaned up, the caller gets an ExceptionGroup with every error that there was.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part()) for part in parts]
    return [task.result() for task in tasks]  # after the block: inside it, they have hardly begun


async def book(bookings: list) -> list[str]:
    """Make all *bookings* at the same time, and return their confirmations, in order.

    When one is sold out, it raises a LookupError: then nothing else is booked either, and the result is []. Any other
    error reaches the caller, in an ExceptionGroup. In both cases, those under way are stopped and have cleaned up.
    """
    confirmations: list[str] = []
    try:
        confirmations = await build(bookings)
    except* LookupError:  # takes out these; what else is in the group goes on to the caller by itself
        pass
    return confirmations  # an except* block must not return


async def find_folders(root: str, list_folders) -> list[str]:
    """Return the names of *root* and of all the folders in it, at any depth, sorted.

    ``await list_folders(name)`` gives the names of the folders that lie directly in folder *name*. One that may not be
    read, which is a PermissionError, counts as empty. Each folder is read once, as soon as it is known. When this is
    cancelled, nothing that it has started goes on.
    """
    found = []

    async def visit(folder: str) -> None:
        found.append(folder)
        try:
            inside = await list_folders(folder)
        except PermissionError:  # here, inside the task: the group would stop everybody else
            return
        for each in inside:
            group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:  # one for the whole tree: nobody waits for the end of a level
        group.create_task(visit(root))
    return sorted(found)


if __name__ == "__main__":  # play with it: python solutions/2_tasks/task_groups.py
    from time import perf_counter

    def work(name: str, seconds: float, error: Exception | None = None):
        async def run() -> str:
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                print(f"    ({name} stopped)")
                raise
            if error is not None:
                raise error
            return name

        return run

    async def list_folders(name: str) -> list[str]:
        await asyncio.sleep(0.2)
        if name == "/root":
            raise PermissionError(name)
        return {"/": ["/home", "/root", "/usr"], "/home": ["/home/ada"], "/usr": ["/usr/bin", "/usr/lib"]}.get(name, [])

    async def demo() -> None:
        start = perf_counter()
        print(await build([work("roof", 0.5), work("door", 0.3)]), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        try:
            await build([work("roof", 5), work("door", 0.3, OSError("no wood"))])
        except* OSError as errors:
            print(errors.exceptions, f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        bookings = [work("train", 5), work("hotel", 0.3, LookupError("full"))]
        print(await book(bookings), f"{perf_counter() - start:.1f} s")
        start = perf_counter()
        print(await find_folders("/", list_folders), f"{perf_counter() - start:.1f} s")

    asyncio.run(demo())
