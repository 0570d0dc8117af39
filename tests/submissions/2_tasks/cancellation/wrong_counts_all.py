"""Counts all tasks, also those that were over already.

fails: cancellation::test_goes_on_when_all_are_over, cancellation::test_tasks_in_any_state_are_called_off
diagnosis: wrong-value
"""

import asyncio


async def call_off(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return len(tasks)


'Cancellation: stop what is under way.\n\nWhoever no longer wants what a task is working on stops it with `task.cancel()`. That is a request, no more: at the\n`await` at which the task stands, CancelledError is raised, so that the task can put things in order on its way out.\n\n    async def sing(songs, stage):\n        stage.light = "on"\n        try:\n            for song in songs:\n                await song.perform()\n        finally:\n            stage.light = "off"         # after the last song, after a wrong note, and after cancel() in the middle\n\n    concert = asyncio.create_task(sing(songs, stage))\n    await asyncio.sleep(600)\n    concert.cancel()                    # nothing has happened yet: the light is on\n    try:\n        await concert                   # now it has. There is no result, so this raises CancelledError\n    except asyncio.CancelledError:\n        print("no encore")              # the light is off, concert.done() and concert.cancelled() are True\n\nTo put things in order may take time: a `finally` may await, too. Only whoever awaits the task knows that it is over.\nCancel it once: a second `cancel()` would raise CancelledError again, in the middle of its `finally`.\n\nLet CancelledError pass. What catches it, because there is something to do, does that and ends with a plain `raise`.\nOtherwise the task counts as finished, `cancelled()` is False, and whoever cancelled it is told that all went well.\nThis is why CancelledError is no Exception: `except Exception:` takes what has failed and lets it pass; a bare `except:`\nor an `except BaseException:` stops it, and so does a `return` in a `finally`.\n\nOnly the code that cancelled a task and awaits it, as above, may drop its CancelledError. But at that very `await`, its\nown task may be cancelled, too. `asyncio.current_task().cancelling()` counts how often that was asked for: if it has\ngone up, the CancelledError is meant for the task that you are in.\n\nMore: https://docs.python.org/3/library/asyncio-task.html#task-cancellation\n'


async def forecast(ask, fallback: str) -> str:
    try:
        return await ask()
    except Exception:
        return fallback


async def visit(enter, look_around, leave):
    await enter()
    try:
        return await look_around()
    finally:
        await leave()


async def book(bookings: list) -> list[str]:
    reserved = []
    undo = []
    try:
        for reserve, give_back in bookings:
            reserved.append(await reserve())
            undo.append(give_back)
    except BaseException:
        for give_back in reversed(undo):
            await give_back()
        raise
    return reserved
