"""Calls parse() in the event loop.

fails: scraper::test_every_page_once_and_in_peace, scraper::test_a_few_requests_at_a_time, scraper::test_whatever_takes_longer
diagnosis: blocked-loop
"""

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
    loop = asyncio.get_running_loop()
    titles = {}
    known = set(urls)
    places = asyncio.Semaphore(at_most)
    turns = {urlsplit(url).netloc: asyncio.Lock() for url in urls}
    ready = {host: loop.time() for host in turns}

    async def visit(url):
        host = urlsplit(url).netloc
        async with turns[host]:
            await asyncio.sleep(ready[host] - loop.time())
            async with places:
                page = await fetch(session, url, limit)
            ready[host] = loop.time() + pause
        if page is None:
            return
        try:
            title, links = parse(page, url)
        except Exception:
            return
        titles[url] = title
        for link in links:
            if link not in known and urlsplit(link).netloc in turns:
                known.add(link)
                group.create_task(visit(link))

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        for url in list(known):
            group.create_task(visit(url))
    return titles
