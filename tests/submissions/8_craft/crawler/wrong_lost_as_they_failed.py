"""Returns the pages that could not be had in the order in which they were given up.

fails: crawler::test_a_crawl_keeps_all_promises_at_once
diagnosis: completion-order
"""

import asyncio
import math
from collections import defaultdict

import aiofiles


def host(url):
    return url.partition("/")[0]


async def explore(visit, seeds, workers):
    pages = {}
    found = set()
    waiting = asyncio.Queue()

    def find(urls):
        for url in urls:
            if url not in found:
                found.add(url)
                waiting.put_nowait(url)

    async def work():
        while True:
            url = await waiting.get()
            pages[url] = await visit(url)
            find(pages[url])
            waiting.task_done()

    find(seeds)
    tasks = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        await waiting.join()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return pages


def at_most(fetch, per_host):
    places = defaultdict(lambda: asyncio.Semaphore(per_host))

    async def wrapped(url):
        async with places[host(url)]:
            return await fetch(url)

    return wrapped


def within(fetch, patience):
    async def wrapped(url):
        async with asyncio.timeout(patience):
            return await fetch(url)

    return wrapped


def paced(fetch, every):
    free = -math.inf

    async def wrapped(url):
        nonlocal free
        now = asyncio.get_running_loop().time()
        start = max(now, free)
        free = start + every
        await asyncio.sleep(start - now)
        return await fetch(url)

    return wrapped


def retrying(fetch, attempts, pause):
    async def wrapped(url):
        for number in range(1, attempts):
            try:
                return await fetch(url)
            except (ConnectionError, TimeoutError):
                await asyncio.sleep(pause * 2 ** (number - 1))
        return await fetch(url)

    return wrapped


class StoppedError(Exception):
    pass


async def read(path):
    try:
        async with aiofiles.open(path, encoding="utf-8") as file:
            return {url: links async for url, *links in (line.split() async for line in file)}
    except FileNotFoundError:
        return {}


async def write(path, lines):
    async with aiofiles.open(path, "a", encoding="utf-8") as file:
        while (line := await lines.get()) is not None:
            await file.write(line)
            await file.flush()


async def crawl(fetch, seeds, path, stop, *, workers, per_host, patience, attempts, pause, every):
    known = await read(path)
    lost = []
    lines = asyncio.Queue()
    under_way = set()
    hasty = within(fetch, patience)

    async def unless_stopped(url):
        if stop.is_set():
            raise StoppedError
        under_way.add(url)
        try:
            return await hasty(url)
        except (ConnectionError, TimeoutError) as error:
            if stop.is_set():
                raise StoppedError from error
            raise
        finally:
            under_way.remove(url)

    get = retrying(at_most(paced(unless_stopped, every), per_host), attempts, pause)

    async def visit(url):
        if url in known:
            return known[url]
        getting = asyncio.create_task(get(url))
        try:
            await asyncio.wait([getting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not getting.done() and url not in under_way:
                return []
            links = await getting
        except StoppedError:
            return []
        except Exception:
            lost.append(url)
            return []
        finally:
            getting.cancel()
            await asyncio.wait([getting])
        lines.put_nowait(" ".join([url, *links]) + "\n")
        return links

    stopping = asyncio.create_task(stop.wait())
    writing = asyncio.create_task(write(path, lines))
    try:
        await explore(visit, seeds, workers)
    finally:
        stopping.cancel()
        lines.put_nowait(None)
        await asyncio.wait([stopping, writing])
    await writing
    return lost
