"""Never clears away what it has begun.

fails: files::test_a_book_that_fails_changes_nothing, files::test_there_is_no_half_copy, files::test_saving_can_be_cancelled_at_any_moment
diagnosis: leftover-file
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
            async with aiofiles.open(path, encoding="utf-8") as file:
                return sum([word in line async for line in file])
        except OSError:
            return None

    return await asyncio.gather(*map(one, paths))


async def copy(source, target):
    size = 0
    async with aiofiles.open(source, "rb") as reading, aiofiles.open(target, "wb") as writing:
        while piece := await reading.read(PIECE):
            size += await writing.write(piece)
    return size


async def save(path, pages):
    draft = f"{path}.{next(numbers)}.draft"
    async with aiofiles.open(draft, "w", encoding="utf-8") as file:
        async for page in pages:
            await file.write(page)
    os.replace(draft, path)
