"""Collects the pages first, and has one thread write them all; a class clears away what is not wanted."""

import asyncio
import itertools
import os

import aiofiles

PIECE = 65_536

numbers = itertools.count()


class Draft:
    def __init__(self, path):
        self.path = path
        self.keep = False

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            try:
                os.unlink(self.path)
            except FileNotFoundError:
                pass


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
    async with aiofiles.open(source, mode="rb", buffering=0) as reading:
        with Draft(target):
            async with aiofiles.open(target, mode="wb", buffering=0) as writing:
                while True:
                    piece = await reading.read(16_384)
                    if not piece:
                        return size
                    while piece:
                        written = await writing.write(piece)
                        size += written
                        piece = piece[written:]


def write_all(path, texts):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(texts)


async def save(path, pages):
    texts = [page async for page in pages]
    with Draft(os.path.join(os.path.dirname(path), f"draft {next(numbers)}")) as draft:
        await asyncio.to_thread(write_all, draft.path, texts)
        os.replace(draft.path, path)
