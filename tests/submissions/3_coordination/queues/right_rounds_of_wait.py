"""No queues for the workers: whoever coordinates waits for the first of all that is under way."""

import asyncio


async def copy(read, write, ahead):
    items = []
    ended = False
    reading = writing = None
    try:
        while True:
            if reading is None and not ended and len(items) < ahead:
                reading = asyncio.ensure_future(read())
            if writing is None and items:
                writing = asyncio.ensure_future(write(items.pop(0)))
                continue
            under_way = [task for task in (reading, writing) if task is not None]
            if not under_way:
                return
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            if writing is not None and writing.done():
                writing.result()
                writing = None
            if reading is not None and reading.done():
                item, reading = reading.result(), None
                if item is None:
                    ended = True
                else:
                    items.append(item)
    finally:
        left = [task for task in (reading, writing) if task is not None]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def hand_out(read, handle, workers):
    ready, busy = [], set()
    reading = asyncio.ensure_future(read())
    while reading is not None or busy or ready:
        while ready and len(busy) < workers:
            busy.add(asyncio.ensure_future(handle(ready.pop(0))))
        under_way = busy if reading is None else busy | {reading}
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        busy -= done
        if reading in done:
            item = reading.result()
            reading = None
            if item is not None:
                ready.append(item)
                reading = asyncio.ensure_future(read())


async def explore(entrance, look, scouts):
    seen = {entrance}
    rooms, busy = [entrance], set()
    try:
        while rooms or busy:
            while rooms and len(busy) < scouts:
                busy.add(asyncio.ensure_future(look(rooms.pop())))
            done, busy = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                found = [] if isinstance(task.exception(), OSError) else task.result()
                new = [room for room in dict.fromkeys(found) if room not in seen]
                seen.update(new)
                rooms.extend(new)
    finally:
        for task in busy:
            task.cancel()
        if busy:
            await asyncio.wait(busy)
    return sorted(seen)
