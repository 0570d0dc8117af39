"""A loop over a list of URLs: fetch, parse, next.

fails: scraper::test_every_page_once_and_in_peace, scraper::test_a_few_requests_at_a_time, scraper::test_bad_pages_are_left_out, scraper::test_whatever_takes_longer
diagnosis: too-late
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
    hosts = {urlsplit(url).netloc for url in urls}
    waiting, known, titles = list(dict.fromkeys(urls)), set(urls), {}
    async with aiohttp.ClientSession() as session:
        while waiting:
            url = waiting.pop(0)
            page = await fetch(session, url, limit)
            if page is not None:
                try:
                    titles[url], links = await asyncio.to_thread(parse, page, url)
                except Exception:
                    links = []
                for link in links:
                    if link not in known and urlsplit(link).netloc in hosts:
                        known.add(link)
                        waiting.append(link)
            if waiting:
                await asyncio.sleep(pause)
    return titles
