"""Crawler: all of it at once.

A crawler starts from a few pages, follows their links, and so finds a whole web. This is the last exercise, and it is a
program rather than a function. Its parts have come up one by one in this course; what is new is that all of them have
to work together, and that somebody stops the program in the middle. There are four milestones. Each is worth points of
its own, and you may stop at each.

It stays manageable if each part knows nothing of the others. A good shape for that is a wrapper: a function that takes
a coroutine function and gives another one, which does the same and keeps a promise more.

    def logged(fetch, lines):
        async def wrapped(url):
            lines.append(f"asked for {url}")
            page = await fetch(url)
            lines.append(f"got {url}")
            return page

        return wrapped

    fetch = logged(counted(download, counter), lines)       # what is innermost is nearest to the web

All calls of one wrapped function share what stands outside of `wrapped`. Wrappers can be put together in any order, and
the order matters. Who waits there while holding what? What does a limit include? The wrapper that counts, in the
example, would count otherwise if it stood outside of one that tries again.

A stop is part of the work, too. What is half done then has three possible fates: it is finished, it is undone, or it is
lost. Decide for every piece, from the page that is being fetched to the line that is on its way to the disk, and make
sure that somebody waits for its end. A program that can be stopped at any moment and then goes on where it was needs no
other protection against crashes. Outside of this exercise, a signal would set the event:

    loop.add_signal_handler(signal.SIGTERM, stop.set)

More: https://docs.python.org/3/library/asyncio-queue.html#examples
"""

import asyncio
import math
from collections import defaultdict

import aiofiles


def host(url: str) -> str:
    """Give the host of *url*, which looks like "kiwi.example/birds/3"."""
    return url.partition("/")[0]


# --- Milestone 1: workers and a queue -------------------------------------------------------------------------------


async def explore(visit, seeds: list[str], workers: int) -> dict[str, list[str]]:
    """Visit *seeds*, all pages to which they have links, and so on. Return the links of each page that was visited.

    ``await visit(url)`` gives the links of a page; it never fails. Each page is visited once, however often it is
    found. There are *workers* visits at the same time, at most, and not fewer as long as pages are waiting: a worker
    that is free takes the one that was found first. If `explore` is cancelled, its visits are cancelled, and it ends
    when all of them are over.
    """
    pages: dict[str, list[str]] = {}
    found: set[str] = set()
    waiting: asyncio.Queue[str] = asyncio.Queue()

    def find(urls: list[str]) -> None:
        for url in urls:
            if url not in found:  # found, not visited: or two workers could take the same page
                found.add(url)
                waiting.put_nowait(url)

    async def work() -> None:
        while True:
            url = await waiting.get()
            pages[url] = await visit(url)
            find(pages[url])
            waiting.task_done()  # after what it has led to was put: join() must not see an empty queue in between

    find(seeds)
    tasks = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        await waiting.join()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return pages


# --- Milestone 2: limits and timeouts -------------------------------------------------------------------------------


def at_most(fetch, per_host: int):
    """Wrap *fetch*: at the same time, at most *per_host* calls of it are under way for the same host.

    Whoever has to wait is let in as soon as possible. Hosts do not wait for each other. A call that fails, or that is
    cancelled, also while it waits, takes no place away from the others.
    """
    places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_host))

    async def wrapped(url: str):
        async with places[host(url)]:
            return await fetch(url)

    return wrapped


def within(fetch, patience: float):
    """Wrap *fetch*: a call that takes longer than *patience* seconds is cancelled, and TimeoutError is raised."""

    async def wrapped(url: str):
        async with asyncio.timeout(patience):
            return await fetch(url)

    return wrapped


# --- Milestone 3: rate and retries ----------------------------------------------------------------------------------


def paced(fetch, every: float):
    """Wrap *fetch*: between the starts of any two calls of it there are at least *every* seconds.

    Otherwise each call starts as soon as it can, in the order in which they were asked for, and whether or not the ones
    before it are over.
    """
    free = -math.inf

    async def wrapped(url: str):
        nonlocal free
        now = asyncio.get_running_loop().time()
        start = max(now, free)  # no lock: between reading and writing there is no await
        free = start + every
        await asyncio.sleep(start - now)
        return await fetch(url)

    return wrapped


def retrying(fetch, attempts: int, pause: float):
    """Wrap *fetch*: what fails with ConnectionError or TimeoutError is tried again, up to *attempts* times altogether.

    Between the end of the first attempt and the second one there is a pause of *pause* seconds, before the next one it
    is twice as long, and so on. If the last attempt fails, its error is raised at once. Other errors are raised at once
    in any case.
    """

    async def wrapped(url: str):
        for number in range(1, attempts):
            try:
                return await fetch(url)
            except (ConnectionError, TimeoutError):
                await asyncio.sleep(pause * 2 ** (number - 1))
        return await fetch(url)

    return wrapped


# --- Milestone 4: everything together, and a clean stop --------------------------------------------------------------


class StoppedError(Exception):
    """Nothing is fetched any more."""


async def read(path: str) -> dict[str, list[str]]:
    """Read what a crawl before has written: the links of each page."""
    try:
        async with aiofiles.open(path, "rb") as file:
            return {url: links async for url, *links in (line.decode().split() async for line in file)}
    except FileNotFoundError:
        return {}


async def write(path: str, lines: asyncio.Queue[str | None]) -> None:
    """Write each of *lines* as soon as it comes, until None comes."""
    async with aiofiles.open(path, "ab") as file:
        while (line := await lines.get()) is not None:
            await file.write(line.encode())
            await file.flush()


async def crawl(
    fetch,
    seeds: list[str],
    path: str,
    stop: asyncio.Event,
    *,
    workers: int,
    per_host: int,
    patience: float,
    attempts: int,
    pause: float,
    every: float,
) -> list[str]:
    """Crawl the web from *seeds*, and write it to the file at *path*. Return the pages that could not be had, sorted.

    ``await fetch(url)`` gives the links of a page. It may fail, and it may take very long. As in `explore`, each page
    is looked after once, by one of *workers*; as in `retrying`, there may be several attempts, after any of which the
    page may be there. What is promised above is true of the calls of *fetch* itself: at most *per_host* of them at the
    same time for a host, none longer than *patience*, and *every* seconds between their starts. Waiting for a place or
    for a turn is no part of those *patience* seconds. Whoever pauses before another attempt takes no place at a host.

    As soon as a page is there, the file has a line for it: its url and its links, with a space between them. Whoever
    reads the file sees whole lines only, and the event loop is free all the time. If there is a file when `crawl`
    begins, a crawl before was stopped: its pages are not fetched again, and their links are followed.

    When *stop* is set, no call of *fetch* begins any more. Those that are under way come to their end, *patience* at
    the most, and what they give is written, too. Nothing else is waited for, no pause and no turn. Then `crawl`
    returns, as ever; a page that has attempts left is not among those that could not be had. If `crawl` is cancelled,
    calls of *fetch* are cancelled, and every page that was there before is written nevertheless. In any case, when
    `crawl` is over nothing of it goes on, and the file is closed.
    """
    known, lost = await read(path), set[str]()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    under_way: set[str] = set()
    hasty = within(fetch, patience)

    async def unless_stopped(url: str):
        if stop.is_set():
            raise StoppedError
        under_way.add(url)
        try:
            return await hasty(url)
        except (ConnectionError, TimeoutError) as error:
            if stop.is_set():
                raise StoppedError from error  # there is no other attempt
            raise
        finally:
            under_way.remove(url)

    # From the inside: who has a place waits for a turn, and who has a turn calls at once. The other way round, several
    # could wait with their turns for a place, and then call together.
    get = retrying(at_most(paced(unless_stopped, every), per_host), attempts, pause)

    async def visit(url: str) -> list[str]:
        if url in known:
            return known[url]
        getting = asyncio.create_task(get(url))
        try:
            await asyncio.wait([getting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not getting.done() and url not in under_way:
                return []  # it waits for a place, a turn or another attempt
            links = await getting
        except StoppedError:
            return []
        except Exception:
            lost.add(url)
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
        lines.put_nowait(None)  # after the last line: what is in the queue is written, also if we are cancelled
        await writing
    return sorted(lost)


if __name__ == "__main__":  # play with it: python solutions/8_craft/crawler.py
    import tempfile
    from pathlib import Path

    web = {
        "kiwi.example/": ["kiwi.example/birds", "kiwi.example/fruit", "moa.example/"],
        "kiwi.example/birds": ["kiwi.example/", "moa.example/", "tui.example/"],
        "kiwi.example/fruit": ["kiwi.example/jam"],
        "moa.example/": ["moa.example/bones", "kiwi.example/birds"],
        "tui.example/": [],
    }
    calls: list[str] = []

    async def fetch(url: str) -> list[str]:
        calls.append(url)
        print(f"    fetch {url}")
        await asyncio.sleep(0.2)
        if url == "moa.example/" and calls.count(url) == 1:
            raise ConnectionError("out for lunch")
        return web[url]  # and a KeyError for whatever is not there

    async def demo(path: str) -> None:
        print("The links of each page:", await explore(fetch, ["tui.example/"], 2))
        settings: dict = {"workers": 3, "per_host": 2, "patience": 0.5, "attempts": 3, "pause": 0.1, "every": 0.05}
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.35, stop.set)
        print("Stopped. Not there:", await crawl(fetch, ["kiwi.example/"], path, stop, **settings))
        print("Again. Not there:", await crawl(fetch, ["kiwi.example/"], path, asyncio.Event(), **settings))

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(demo(f"{folder}/web.txt"))
        print(Path(folder, "web.txt").read_text())
