"""A beginner's: opens and closes by hand, a task for each file, and a list that is filled by number."""

import asyncio
import os

import aiofiles
import aiofiles.os

PIECE = 65_536

drafts = 0


async def count_one(path, word):
    try:
        file = await aiofiles.open(path, "r", encoding="utf-8")
    except OSError:
        return None
    try:
        number = 0
        while True:
            line = await file.readline()
            if line == "":
                break
            if word in line:
                number = number + 1
    except OSError:
        number = None
    await file.close()
    return number


async def count(paths, word):
    tasks = []
    for path in paths:
        task = asyncio.create_task(count_one(path, word))
        tasks.append(task)
    results = []
    for task in tasks:
        result = await task
        results.append(result)
    return results


async def copy(source, target):
    size = 0
    source_file = await aiofiles.open(source, "rb")
    try:
        target_file = await aiofiles.open(target, "wb")
        try:
            while True:
                piece = await source_file.read(1000)
                if len(piece) == 0:
                    break
                await target_file.write(piece)
                size = size + len(piece)
        except BaseException:
            try:
                await target_file.close()
            finally:
                await aiofiles.os.remove(target)
            raise
        try:
            await target_file.close()
        except BaseException:
            await aiofiles.os.remove(target)
            raise
    finally:
        await source_file.close()
    return size


async def save(path, pages):
    global drafts
    drafts = drafts + 1
    draft = path + "-new-" + str(drafts)
    file = await aiofiles.open(draft, "w", encoding="utf-8", newline="")
    try:
        async for page in pages:
            await file.write(page)
            await file.flush()
        await file.close()
        await aiofiles.os.replace(draft, path)
    except BaseException:
        try:
            await file.close()
        except OSError:
            pass
        try:
            await aiofiles.os.remove(draft)
        except FileNotFoundError:
            pass
        raise
