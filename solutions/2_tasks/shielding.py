"""Shielding: what must go on when you do not.

A task that is cancelled hands that on to what it awaits. So does a limit: when its time is up, `wait_for(task, 5)`
cancels the very task that it was given, whoever else may be waiting for it. Mostly, this is as it should be. It is not
where work belongs to others, too, or where half of it is worse than none.

    async def drink(guest, tea):              # tea is a task, and all guests wait for the same pot
        cup = await asyncio.shield(tea)       # a guest who is cancelled here leaves at once; the pot goes on
        return f"{guest} drinks {cup}"

`asyncio.shield(task)` gives what the task gives, and takes a cancellation in its place: who awaits it gets
CancelledError, and the task behind it knows nothing of that. Three things it does not do:

* It does not wait for the task when you are cancelled. If you must not leave before the task is over, you have to await
  it once more, and may be cancelled once more.
* It does not keep the task. When you have left, perhaps nobody refers to it any more, and a task that only the event
  loop knows of may vanish. Somebody has to hold it until it is done.
* It does not protect the task from its own cancel(), nor from the end of `asyncio.run`, which cancels what is left.

To wait for several tasks without a claim to them, there is `asyncio.wait`: it cancels nothing, neither when its timeout
is over nor when it is cancelled, and tells who is done and who is pending. It refuses to wait for no tasks at all.

Shield little. Work that cannot be stopped holds up everybody who wants to stop, and while it lasts, they wait.

More: https://docs.python.org/3/library/asyncio-task.html#shielding-from-cancellation
"""

import asyncio

# The event loop refers to tasks only weakly: this is what keeps a delivery that nobody waits for.
_under_way: set[asyncio.Task] = set()


async def peek(report: asyncio.Task, limit: float) -> str | None:
    """Wait for a report, *limit* seconds at most. Return its text, or None if it is not there by then.

    Other readers wait for the same task. It goes on, whether your time is over or you are cancelled: in both cases, you
    go on at once. If the report fails in time, its error reaches you. (That is never a TimeoutError.)
    """
    try:
        return await asyncio.wait_for(asyncio.shield(report), limit)  # the limit cancels the shield, not the report
    except TimeoutError:
        return None


async def hand_in(deliver, limit: float) -> bool:
    """Have a parcel delivered by ``await deliver()``. Return True when it has arrived.

    If that takes more than *limit* seconds, return False then. Once begun, a delivery is brought to its end, by itself:
    if `hand_in` is cancelled, it ends at once, the delivery goes on. An error that comes in time reaches the caller.
    """
    delivery = asyncio.create_task(deliver())
    _under_way.add(delivery)
    delivery.add_done_callback(_under_way.discard)
    done, _ = await asyncio.wait([delivery], timeout=limit)  # cancels nothing, so there is nothing to shield
    if not done:
        return False
    delivery.result()  # raises its error, if it has one
    return True


async def publish(edit, print_pages):
    """Publish a newspaper: ``text = await edit()``, then ``await print_pages(text)``. Return what printing gives.

    Until printing has begun, `publish` can be cancelled like anything. Pages half printed are waste, however: once
    begun, printing comes to its end, however often `publish` is cancelled. Then it is over, as cancelled, and not
    before.
    """
    text = await edit()  # outside of the shield: what can be stopped shall stop
    printing = asyncio.create_task(print_pages(text))
    cancelled = None
    while not printing.done():  # a loop, for one more `await printing` would let the second cancellation through
        try:
            await asyncio.shield(printing)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return printing.result()


async def close(desks: dict[str, asyncio.Task], grace: float) -> list[str]:
    """Close the office: let the tasks of all *desks* work for *grace* seconds, and stop those that are not over then.

    Return when all are over and have cleaned up: the names of those that were stopped, in the order of *desks*. When
    all are over earlier, there is nothing more to wait for. A desk that fails is over, too; its error is its own
    business, and is not raised. There may be no desks at all.
    """
    if not desks:
        return []
    # gather() would end at the first error, and wait_for() for one desk after another would add up their times.
    _, late = await asyncio.wait(desks.values(), timeout=grace)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    return [name for name, task in desks.items() if task in late]


if __name__ == "__main__":  # play with it: python solutions/2_tasks/shielding.py

    async def work(what: str, seconds: float) -> str:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            print(f"    {what}: cancelled")
            raise
        print(f"    {what}: done")
        return what

    async def demo() -> None:
        report = asyncio.create_task(work("report", 0.6))
        print("Two readers:", await asyncio.gather(peek(report, 0.3), peek(report, 0.9)))
        print("Arrived:", await hand_in(lambda: work("parcel", 0.4), 0.2))
        await asyncio.sleep(0.4)
        paper = asyncio.create_task(publish(lambda: work("edit", 0.2), lambda text: work(f"print {text}", 0.5)))
        await asyncio.sleep(0.3)
        paper.cancel()
        await asyncio.sleep(0.1)
        paper.cancel()
        await asyncio.wait([paper])
        print("The paper is cancelled:", paper.cancelled())
        desks = {name: asyncio.create_task(work(name, seconds)) for name, seconds in [("sports", 0.2), ("arts", 9)]}
        print("Stopped:", await close(desks, 0.5))

    asyncio.run(demo())
