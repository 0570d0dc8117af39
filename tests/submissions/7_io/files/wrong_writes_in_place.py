"""Writes into the very file that is to be replaced.

fails: files::test_a_book_is_there_when_it_is_complete, files::test_a_book_that_fails_changes_nothing, files::test_saving_can_be_cancelled_at_any_moment, files::test_books_do_not_mix
diagnosis: half-written
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
    async with aiofiles.open(path, "w", encoding="utf-8") as file:
        async for page in pages:
            await file.write(page)
