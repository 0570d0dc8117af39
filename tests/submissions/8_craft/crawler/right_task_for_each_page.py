"""A task for each page from the moment it is found, with a semaphore for the workers; the crawl as one piece, which naps until the stop."""

import asyncio
import contextlib
import functools
import math

import aiofiles


def host(url):
    return url.partition("/")[0]


async def explore(visit, seeds, workers):
    pages = {}
    tasks = {}
    free = asyncio.Semaphore(workers)

    async def look(url):
        async with free:
            pages[url] = await visit(url)
            find(pages[url])

    def find(urls):
        for url in urls:
            if url not in tasks:
                tasks[url] = group.create_task(look(url))

    async with asyncio.TaskGroup() as group:
        find(seeds)
    return pages


def at_most(fetch, per_host):
    @functools.cache
    def places(_):
        return asyncio.Semaphore(per_host)

    async def wrapped(url):
        async with places(host(url)):
            return await fetch(url)

    return wrapped


def within(fetch, patience):
    async def wrapped(url):
        task = asyncio.create_task(fetch(url))
        try:
            done, _ = await asyncio.wait([task], timeout=patience)
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        if not done:
            raise TimeoutError
        return task.result()

    return wrapped


def paced(fetch, every):
    turn = asyncio.Lock()

    async def wrapped(url):
        await turn.acquire()
        asyncio.get_running_loop().call_later(every, turn.release)
        return await fetch(url)

    return wrapped


def retrying(fetch, attempts, pause):
    async def wrapped(url, left=attempts, pause=pause):
        try:
            return await fetch(url)
        except (ConnectionError, TimeoutError):
            if left == 1:
                raise
        await asyncio.sleep(pause)
        return await wrapped(url, left - 1, pause * 2)

    return wrapped


class Stop(Exception):
    pass


async def read(path):
    known = {}
    with contextlib.suppress(FileNotFoundError):
        async with aiofiles.open(path) as file:
            for line in await file.readlines():
                url, *known[url] = line.split()
    return known


async def append(path, lock, line):
    async with lock, aiofiles.open(path, "ab") as file:
        await file.write(line.encode())


async def crawl(fetch, seeds, path, stop, *, workers, per_host, patience, attempts, pause, every):
    known = await read(path)
    lost, keeping, lock, free = [], [], asyncio.Lock(), -math.inf
    places = functools.cache(lambda _: asyncio.Semaphore(per_host))

    async def nap(seconds):
        sleeping = asyncio.create_task(asyncio.sleep(seconds))
        try:
            await asyncio.wait([sleeping, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
        if stop.is_set():
            raise Stop

    async def attempt(url):
        nonlocal free
        async with places(host(url)):
            now = asyncio.get_running_loop().time()
            start = max(now, free)
            free = start + every
            await nap(start - now)
            async with asyncio.timeout(patience):
                return await fetch(url)

    async def visit(url):
        if url in known:
            return known[url]
        for number in range(attempts):
            try:
                await nap(pause * 2 ** (number - 1) if number else 0)
                links = await attempt(url)
            except Stop:
                return []
            except (ConnectionError, TimeoutError):
                continue
            except Exception:
                break
            keeping.append(asyncio.create_task(append(path, lock, " ".join([url, *links]) + "\n")))
            await asyncio.shield(keeping[-1])
            return links
        lost.append(url)
        return []

    stopping = asyncio.create_task(stop.wait())
    try:
        await explore(visit, seeds, workers)
    finally:
        stopping.cancel()
        await asyncio.wait([stopping, *keeping])
    lost.sort()
    return lost
