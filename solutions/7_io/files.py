"""Files: piece by piece, and whole or not at all.

To open a file, to read and to write it block: the disk takes its time, and a network drive may take seconds. asyncio
has nothing of its own for files. The library aiofiles has a thread do each single operation, and its files look like
those that you know:

    import aiofiles, aiofiles.os

    async def longest(path):
        async with aiofiles.open(path, encoding="utf-8") as file:       # closed at the end, whatever happens in here
            return max([len(line) async for line in file], default=0)   # one line at a time is in memory

    async def store(path, photo):                                       # bytes: "rb" to read, "wb" to write them
        async with aiofiles.open(path, "wb") as file:
            await file.write(photo)

Without a number, `await file.read()` reads everything that is left; a file may be larger than your memory. With one,
`await file.read(4096)` reads as much as that, or less, and at the end nothing: b"" or "". `aiofiles.os` has `remove`,
`replace`, `listdir` and others like those in `os`, to be awaited.

Opening a file with "w" empties it, at once. If the power fails then, if the disk is full, or if your task is cancelled,
there is half a file, and the old one is gone. So what must not get lost is written into another file, in the same
folder, which then takes its place: `os.replace(new, old)` does that in a single step, and nobody ever sees half of it.
Mind what is left if it does not come to that. And who else may be writing just now? Files of the same name are the
same file.

Cancelling does not stop a thread. It comes to the end of its operation, even if that is to open a file that nobody
wants any more; closing a file waits for that.

More: https://docs.python.org/3/library/os.html#os.replace
"""

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
    async with aiofiles.open(source, "rb") as reading:  # first: without a source, nothing has to be cleared away
        try:
            async with aiofiles.open(target, "wb") as writing:
                while piece := await reading.read(PIECE):
                    size += await writing.write(piece)
        except BaseException:  # a cancellation, too; and a disk may turn out to be full only when the file is closed
            remove(target)
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


if __name__ == "__main__":  # play with it: python solutions/7_io/files.py
    import tempfile
    from pathlib import Path

    async def dictate(*pages: str):
        for page in pages:
            await asyncio.sleep(0.3)
            yield page
            print(f"    {page!r}")

    async def fail_after(pages):
        async for page in pages:
            yield page
        raise ConnectionError("the author has hung up")

    async def demo(folder: Path) -> None:
        book, other = str(folder / "whale.txt"), str(folder / "copy.txt")
        await save(book, dictate("Call me Ishmael.\n", "The whale!\n", "The whale again.\n"))
        print(await copy(book, other), "bytes copied")
        print(await count([book, other, str(folder / "none.txt")], "whale"))
        try:
            await save(book, fail_after(dictate("Call me Ahab.\n")))
        except ConnectionError as error:
            print("Not saved:", error)
        print(await count([book], "Ishmael"), "line with Ishmael is still there")

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(demo(Path(folder)))
        print(sorted(path.name for path in Path(folder).iterdir()))
