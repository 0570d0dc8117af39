"""A queue and a worker for each host; what is found is parsed by tasks of its own, and a counter says when all is done."""

import asyncio
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from bs4 import BeautifulSoup


def extract(page, url):
    soup = BeautifulSoup(page, "html.parser")
    title = soup.title.get_text(strip=True) if soup.title else ""
    links = []
    for anchor in soup.find_all("a", href=True):
        try:
            link = urldefrag(urljoin(url, anchor["href"])).url
        except ValueError:
            continue
        if link.startswith(("http://", "https://")) and link not in links:
            links.append(link)
    return title, links


async def fetch(session, url, limit):
    try:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=limit)) as response:
            if response.status < 400 and response.content_type == "text/html":
                return await response.text(errors="replace")
    except (aiohttp.ClientError, TimeoutError):
        pass
    return None


async def scrape(urls, parse, at_most, pause, limit):
    queues = {urlsplit(url).netloc: asyncio.Queue() for url in urls}
    places = asyncio.Semaphore(at_most)
    known, titles, open_pages, over = set(), {}, 0, asyncio.Event()

    def add(url):
        nonlocal open_pages
        queue = queues.get(urlsplit(url).netloc)
        if queue is not None and url not in known:
            known.add(url)
            open_pages += 1
            queue.put_nowait(url)

    def done():
        nonlocal open_pages
        open_pages -= 1
        if not open_pages:
            over.set()

    async def take_apart(url, page):
        try:
            title, links = await asyncio.to_thread(parse, page, url)
        except Exception:
            pass
        else:
            titles[url] = title
            for link in links:
                add(link)
        done()

    async def serve(queue):
        while True:
            url = await queue.get()
            async with places:
                page = await fetch(session, url, limit)
            if page is None:
                done()
            else:
                group.create_task(take_apart(url, page))
            await asyncio.sleep(pause)

    for url in urls:
        add(url)
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        workers = [group.create_task(serve(queue)) for queue in queues.values()]
        await over.wait()
        for worker in workers:
            worker.cancel()
    return titles
