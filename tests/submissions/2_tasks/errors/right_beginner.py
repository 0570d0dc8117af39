"""A beginner's: every station puts what it has into dicts, with try and except; loops for everything."""

import asyncio


async def read_all(stations):
    readings = {}
    failures = {}

    async def read_one(name):
        read = stations[name]
        try:
            reading = await read()
            readings[name] = reading
        except Exception as error:
            failures[name] = error

    coroutines = []
    for name in stations:
        coroutine = read_one(name)
        coroutines.append(coroutine)
    await asyncio.gather(*coroutines)
    return (readings, failures)


async def draw_map(stations):
    names = []
    tasks = []
    for name in stations:
        read = stations[name]
        task = asyncio.create_task(read())
        names.append(name)
        tasks.append(task)
    try:
        await asyncio.gather(*tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                pass
            except Exception:
                pass
        raise
    except Exception as first_error:
        for task in tasks:
            task.cancel()
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                pass
            except Exception:
                pass
        raise first_error
    result = {}
    for i in range(len(names)):
        name = names[i]
        task = tasks[i]
        result[name] = task.result()
    return result


def watch(read, failures):
    async def read_it():
        result = None
        try:
            result = await read()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            failures.append(error)
        return result

    task = asyncio.create_task(read_it())
    return task
