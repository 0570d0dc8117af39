"""Reads the whole file before it writes it.

fails: files::test_a_copy_is_made_piece_by_piece
diagnosis: all-at-once
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
    async with aiofiles.open(source, "rb") as reading:
        content = await reading.read()
    try:
        async with aiofiles.open(target, "wb") as writing:
            return await writing.write(content)
    except BaseException:
        remove(target)
        raise


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
