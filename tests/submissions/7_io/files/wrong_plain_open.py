"""Uses plain open() in coroutines: each call holds up the loop.

fails: files::test_files_are_read_at_the_same_time, files::test_a_copy_is_made_piece_by_piece, files::test_a_book_is_there_when_it_is_complete, files::test_what_cannot_be_read_is_told_apart, files::test_there_is_no_half_copy
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
            with open(path, encoding="utf-8") as file:
                return sum([word in line for line in file])
        except OSError:
            return None

    return await asyncio.gather(*map(one, paths))


async def copy(source, target):
    size = 0
    with open(source, "rb") as reading:
        try:
            with open(target, "wb") as writing:
                while piece := reading.read(PIECE):
                    size += writing.write(piece)
        except BaseException:
            remove(target)
            raise
    return size


async def save(path, pages):
    draft = f"{path}.{next(numbers)}.draft"
    try:
        with open(draft, "w", encoding="utf-8") as file:
            async for page in pages:
                file.write(page)
        os.replace(draft, path)
    except BaseException:
        remove(draft)
        raise
