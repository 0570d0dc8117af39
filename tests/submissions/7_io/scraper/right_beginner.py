"""A beginner's: a list of tasks and a loop that waits for them until there are no more, and everything step by step."""

import asyncio
from urllib.parse import urljoin, urlparse

import aiohttp
from bs4 import BeautifulSoup


def extract(page, url):
    soup = BeautifulSoup(page, "html.parser")
    title = ""
    if soup.title is not None:
        if soup.title.string is not None:
            title = soup.title.string.strip()
    links = []
    for a in soup.find_all("a"):
        href = a.get("href")
        if href is None:
            continue
        try:
            link = urljoin(url, href)
        except ValueError:
            continue
        link = link.split("#")[0]
        scheme = urlparse(link).scheme
        if scheme == "http" or scheme == "https":
            if link not in links:
                links.append(link)
    return title, links


async def fetch(session, url, limit):
    try:
        async with asyncio.timeout(limit):
            async with session.get(url) as response:
                if response.status >= 400:
                    return None
                content_type = response.headers.get("Content-Type", "")
                if not content_type.startswith("text/html"):
                    return None
                data = await response.read()
    except TimeoutError:
        return None
    except aiohttp.ClientError:
        return None
    encoding = response.charset
    if encoding is None:
        encoding = "utf-8"
    return data.decode(encoding, "replace")


async def scrape(urls, parse, at_most, pause, limit):
    loop = asyncio.get_running_loop()
    semaphore = asyncio.Semaphore(at_most)
    locks = {}
    last_end = {}
    for url in urls:
        host = urlparse(url).netloc
        locks[host] = asyncio.Lock()
        last_end[host] = None
    titles = {}
    seen = []
    tasks = []

    async def one_page(url):
        host = urlparse(url).netloc
        async with locks[host]:
            if last_end[host] is not None:
                wait = last_end[host] + pause - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
            async with semaphore:
                page = await fetch(session, url, limit)
            last_end[host] = loop.time()
        if page is None:
            return
        try:
            result = await asyncio.to_thread(parse, page, url)
        except Exception:
            return
        title = result[0]
        links = result[1]
        titles[url] = title
        for link in links:
            add(link)

    def add(url):
        host = urlparse(url).netloc
        if host not in locks:
            return
        if url in seen:
            return
        seen.append(url)
        task = asyncio.create_task(one_page(url))
        tasks.append(task)

    async with aiohttp.ClientSession() as session:
        for url in urls:
            add(url)
        number = 0
        try:
            while number < len(tasks):
                await tasks[number]
                number = number + 1
        finally:
            for task in tasks:
                task.cancel()
    return titles
