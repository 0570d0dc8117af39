"""Drafts by aiofiles.tempfile; copying by shutil in a thread, which goes on in a file that has no name any more."""

import asyncio
import contextlib
import os
import shutil

import aiofiles
import aiofiles.os
import aiofiles.tempfile

PIECE = 65_536


async def count(paths, word):
    async def one(path):
        try:
            async with aiofiles.open(path, encoding="utf-8") as file:
                return sum([word in line async for line in file])
        except OSError:
            return None

    return await asyncio.gather(*map(one, paths))


async def copy(source, target):
    try:
        await asyncio.to_thread(shutil.copyfile, source, target)
    except BaseException:
        if os.path.exists(target):
            os.remove(target)
        raise
    return (await aiofiles.os.stat(target)).st_size


async def save(path, pages):
    folder = os.path.dirname(path)
    async with contextlib.AsyncExitStack() as stack:
        file = await stack.enter_async_context(
            aiofiles.tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8")
        )
        keep = False
        try:
            async for page in pages:
                await file.write(page)
            await stack.aclose()
            await aiofiles.os.replace(file.name, path)
            keep = True
        finally:
            if not keep:
                await stack.aclose()
                with contextlib.suppress(FileNotFoundError):
                    os.remove(file.name)
