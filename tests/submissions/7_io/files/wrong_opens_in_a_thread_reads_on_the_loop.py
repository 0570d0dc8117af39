"""Has a thread open the file, and then reads it right here.

fails: files::test_files_are_read_at_the_same_time, files::test_what_cannot_be_read_is_told_apart
diagnosis: blocked-loop
"""

import asyncio
import contextlib
import itertools
import os

import aiofiles

PIECE = 65_536

numbers = itertools.count(1)


def remove(path):
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)


async def count(paths, word):
    async def one(path):
        try:
            file = await asyncio.to_thread(open, path, encoding="utf-8")
            with file:
                return sum([word in line for line in file])
        except OSError:
            return None

    return await asyncio.gather(*map(one, paths))


async def copy(source, target):
    size = 0
    async with aiofiles.open(source, "rb") as reading:
        try:
            async with aiofiles.open(target, "wb") as writing:
                while piece := await reading.read(PIECE):
                    size += await writing.write(piece)
        except BaseException:
            remove(target)
            raise
    return size


async def save(path, pages):
    draft = f"{path}.{next(numbers)}.draft"
    try:
        async with aiofiles.open(draft, "w", encoding="utf-8") as file:
            async for page in pages:
                await file.write(page)
        os.replace(draft, path)
    except BaseException:
        remove(draft)
        raise
