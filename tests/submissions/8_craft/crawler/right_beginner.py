"""A beginner's: lists, loops and asyncio.wait() instead of a queue; a class for the crawl, which needs no wrappers."""

import asyncio
import os


def host(url):
    return url.split("/")[0]


async def explore(visit, seeds, workers):
    pages = {}
    found = []
    waiting = []
    for seed in seeds:
        if seed not in found:
            found.append(seed)
            waiting.append(seed)
    running = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                url = waiting.pop(0)
                task = asyncio.create_task(visit(url))
                running[task] = url
            done, pending = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                url = running.pop(task)
                links = task.result()
                pages[url] = links
                for link in links:
                    if link not in found:
                        found.append(link)
                        waiting.append(link)
    finally:
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
    return pages


def at_most(fetch, per_host):
    semaphores = {}

    async def wrapped(url):
        name = host(url)
        if name not in semaphores:
            semaphores[name] = asyncio.Semaphore(per_host)
        await semaphores[name].acquire()
        try:
            page = await fetch(url)
        finally:
            semaphores[name].release()
        return page

    return wrapped


def within(fetch, patience):
    async def wrapped(url):
        page = await asyncio.wait_for(fetch(url), patience)
        return page

    return wrapped


def paced(fetch, every):
    lock = asyncio.Lock()
    last = None

    async def wrapped(url):
        nonlocal last
        loop = asyncio.get_running_loop()
        async with lock:
            if last is not None and loop.time() < last + every:
                await asyncio.sleep(last + every - loop.time())
            last = loop.time()
        return await fetch(url)

    return wrapped


def retrying(fetch, attempts, pause):
    async def wrapped(url):
        next_pause = pause
        number = 0
        while True:
            number = number + 1
            try:
                page = await fetch(url)
                return page
            except ConnectionError:
                if number == attempts:
                    raise
            except TimeoutError:
                if number == attempts:
                    raise
            await asyncio.sleep(next_pause)
            next_pause = next_pause * 2

    return wrapped


def read_file(path):
    known = {}
    if os.path.exists(path):
        with open(path) as file:
            for line in file:
                words = line.split()
                known[words[0]] = words[1:]
    return known


def append_to_file(path, line):
    with open(path, "a") as file:
        file.write(line)


class Crawl:
    def __init__(self, fetch, path, stop, known, settings):
        self.fetch = fetch
        self.path = path
        self.stop = stop
        self.known = known
        self.settings = settings
        self.lost = []
        self.semaphores = {}
        self.lock = asyncio.Lock()
        self.last = None
        self.file_lock = asyncio.Lock()
        self.saving = []

    async def sleep(self, seconds):
        sleeping = asyncio.create_task(asyncio.sleep(seconds))
        stopping = asyncio.create_task(self.stop.wait())
        try:
            await asyncio.wait([sleeping, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            stopping.cancel()
            await asyncio.wait([sleeping, stopping])

    async def save(self, line):
        async with self.file_lock:
            await asyncio.to_thread(append_to_file, self.path, line)

    async def one_attempt(self, url):
        semaphore = self.semaphores.setdefault(host(url), asyncio.Semaphore(self.settings["per_host"]))
        async with semaphore:
            async with self.lock:
                if self.last is not None:
                    loop = asyncio.get_running_loop()
                    await self.sleep(self.last + self.settings["every"] - loop.time())
                if self.stop.is_set():
                    return None
                self.last = asyncio.get_running_loop().time()
            return await asyncio.wait_for(self.fetch(url), self.settings["patience"])

    async def visit(self, url):
        if url in self.known:
            return self.known[url]
        pause = self.settings["pause"]
        for number in range(self.settings["attempts"]):
            if number > 0:
                await self.sleep(pause)
                pause = pause * 2
            if self.stop.is_set():
                return []
            try:
                links = await self.one_attempt(url)
            except (ConnectionError, TimeoutError):
                continue
            except Exception:
                self.lost.append(url)
                return []
            if links is None:
                return []
            task = asyncio.create_task(self.save(" ".join([url] + links) + "\n"))
            self.saving.append(task)
            return links
        self.lost.append(url)
        return []


async def crawl(fetch, seeds, path, stop, *, workers, per_host, patience, attempts, pause, every):
    settings = {"per_host": per_host, "patience": patience, "attempts": attempts, "pause": pause, "every": every}
    known = await asyncio.to_thread(read_file, path)
    crawling = Crawl(fetch, path, stop, known, settings)
    try:
        await explore(crawling.visit, seeds, workers)
    finally:
        for task in crawling.saving:
            await task
    return sorted(crawling.lost)
