"""Plain functions and plain files, in threads: counting as a whole, and the rest one operation at a time."""

import asyncio
import os
import tempfile
from pathlib import Path

PIECE = 65_536


def look_through(path, word):
    try:
        with open(path, encoding="utf-8") as file:
            return len([None for line in file if word in line])
    except OSError:
        return None


async def count(paths, word):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(asyncio.to_thread(look_through, path, word)) for path in paths]
    return [task.result() for task in tasks]


async def copy(source, target):
    reading = await asyncio.to_thread(open, source, "rb")
    try:
        writing = await asyncio.to_thread(open, target, "xb")
        try:
            try:
                size = 0
                while piece := await asyncio.to_thread(reading.read, PIECE):
                    await asyncio.to_thread(writing.write, piece)
                    size += len(piece)
            finally:
                await asyncio.to_thread(writing.close)
        except BaseException:
            Path(target).unlink(missing_ok=True)
            raise
        return size
    finally:
        await asyncio.to_thread(reading.close)


async def save(path, pages):
    number, draft = await asyncio.to_thread(tempfile.mkstemp, dir=Path(path).parent)
    try:
        file = open(number, "w", encoding="utf-8")
        try:
            async for page in pages:
                await asyncio.to_thread(file.write, page)
        finally:
            await asyncio.to_thread(file.close)
        await asyncio.to_thread(Path(draft).replace, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
