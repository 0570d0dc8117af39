"""Reads and writes by descriptors, on the event loop's thread.

fails: files::test_a_copy_is_made_piece_by_piece, files::test_there_is_no_half_copy
diagnosis: blocked-loop
"""

import asyncio
import os
import tempfile

PIECE = 65_536


def look_through(path, word):
    number, rest = 0, b""
    try:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            while piece := os.read(descriptor, PIECE):
                *lines, rest = (rest + piece).split(b"\n")
                number += sum(word.encode() in line for line in lines)
        finally:
            os.close(descriptor)
    except OSError:
        return None
    return number + (word.encode() in rest)


async def count(paths, word):
    return await asyncio.gather(*(asyncio.to_thread(look_through, path, word) for path in paths))


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]


async def copy(source, target):
    reading = os.open(source, os.O_RDONLY)
    try:
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            size = 0
            while piece := os.read(reading, PIECE):
                write_all(writing, piece)
                size += len(piece)
        except BaseException:
            os.close(writing)
            os.unlink(target)
            raise
        os.close(writing)
        return size
    finally:
        os.close(reading)


async def save(path, pages):
    writing, draft = await asyncio.to_thread(tempfile.mkstemp, dir=os.path.dirname(path))
    try:
        try:
            async for page in pages:
                await asyncio.to_thread(write_all, writing, page.encode())
        finally:
            os.close(writing)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
