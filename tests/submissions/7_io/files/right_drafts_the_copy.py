"""Copies into a draft that gets its name when it is whole, as pages are saved."""

import asyncio
import contextlib
import itertools
import os

import aiofiles

PIECE = 65_536
"""How many bytes of a file may be read at once, or characters, if it is a text."""


numbers = itertools.count()


def remove(path: str) -> None:
    """Remove the file at *path*, if it is there. This takes no `await`, at which we could be cancelled once more."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)


async def count(paths: list[str], word: str) -> list[int | None]:
    """Count in each of the files at *paths* in how many lines *word* occurs. Return the numbers, in that order.

    All files are read at the same time, and the event loop is free. They are texts, in UTF-8; no line is longer than
    PIECE, but there may be very many of them, so never is more than PIECE read at once. A file that cannot be opened,
    or cannot be read to its end, is told of by None instead of a number: whatever OSError it was. Every file that was
    opened is closed.
    """
    needle = word.encode()

    async def one(path: str) -> int | None:
        try:
            async with aiofiles.open(path, "rb") as file:  # bytes may be compared as they are
                return sum([needle in line async for line in file])
        except OSError:
            return None

    return await asyncio.gather(*map(one, paths))


async def copy(source: str, target: str) -> int:
    """Copy the file *source*, whatever it contains, to *target*, which does not exist yet. Return its size in bytes.

    Never is more than PIECE bytes read at once, and the event loop is free. If something fails, or if `copy` is
    cancelled, half a copy is no use: there is no *target* then. The error, or the cancellation, reaches the caller.
    Both files are closed in any case.
    """
    size = 0
    draft = f"{target}.{next(numbers)}.draft"
    async with aiofiles.open(source, "rb") as reading:  # first: without a source, nothing has to be cleared away
        try:
            async with aiofiles.open(draft, "wb") as writing:
                while piece := await reading.read(PIECE):
                    size += await writing.write(piece)
            os.replace(draft, target)
        except BaseException:
            remove(draft)
            raise
    return size


async def save(path: str, pages) -> None:
    """Save a book at *path*, in UTF-8: all its *pages*, one after the other, exactly as they are.

    *pages* is an asynchronous iterator of texts. It may take long until it has the next one, and it may fail. Until the
    last page has been written, whoever opens *path* finds the book that was there before, or none if there was none;
    from then on, the new one. If something fails, or if `save` is cancelled, all is as it was: the old book is there,
    and no file besides that was not there before. The error, or the cancellation, reaches the caller.

    Others may save books at the same time: in the same folder, and even at the same path. Then one of them is the last,
    and all of its pages are there, and nothing else. The event loop is free all the time.
    """
    draft = f"{path}.{next(numbers)}.draft"  # beside the book, and nobody else's
    try:
        async with aiofiles.open(draft, "wb") as file:  # a text would get the line ends of the machine
            async for page in pages:
                await file.write(page.encode())
        os.replace(draft, path)  # not before the file is closed: until then, pages may be waiting in memory
    except BaseException:
        remove(draft)
        raise
