"""Classes: a host is an async context manager that knows its pause, and an executor of its own parses."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from bs4 import BeautifulSoup


def extract(page, url):
    soup = BeautifulSoup(page, "html.parser")
    titles = [title.text for title in soup.select("title")] or [""]
    found = {}
    for anchor in soup.select("a[href]"):
        try:
            parts = urlsplit(urljoin(url, anchor["href"]))
        except ValueError:
            continue
        if parts.scheme in {"http", "https"}:
            found[parts._replace(fragment="").geturl()] = None
    return titles[0].strip(), list(found)


async def fetch(session, url, limit):
    try:
        async with asyncio.timeout(limit):
            async with session.get(url, raise_for_status=True, timeout=aiohttp.ClientTimeout()) as response:
                return await response.text(errors="replace") if response.content_type == "text/html" else None
    except (aiohttp.ClientError, TimeoutError):
        return None


class Host:
    def __init__(self, pause):
        self.pause = pause
        self.turn = asyncio.Semaphore(1)

    async def __aenter__(self):
        await self.turn.acquire()

    async def __aexit__(self, *_):
        asyncio.get_running_loop().call_later(self.pause, self.turn.release)


class Scraper:
    def __init__(self, session, group, pool, parse, at_most, limit):
        self.session, self.group, self.pool, self.parse, self.limit = session, group, pool, parse, limit
        self.places = asyncio.Semaphore(at_most)
        self.titles, self.known, self.hosts = {}, set(), {}

    def add(self, url):
        host = self.hosts.get(urlsplit(url).netloc)
        if host and url not in self.known:
            self.known.add(url)
            self.group.create_task(self.visit(host, url))

    async def visit(self, host, url):
        async with host, self.places:
            page = await fetch(self.session, url, self.limit)
        if page is not None:
            loop = asyncio.get_running_loop()
            try:
                self.titles[url], links = await loop.run_in_executor(self.pool, self.parse, page, url)
            except ValueError:
                return
            for link in links:
                self.add(link)


async def scrape(urls, parse, at_most, pause, limit):
    pool = ThreadPoolExecutor(8)
    try:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            scraper = Scraper(session, group, pool, parse, at_most, limit)
            scraper.hosts = {urlsplit(url).netloc: Host(pause) for url in urls}
            for url in urls:
                scraper.add(url)
    finally:
        pool.shutdown(wait=False)
    return scraper.titles
