"""A few workers for each host take URLs from a list; nobody needs the connector's limit."""

import asyncio
from collections import defaultdict

import aiohttp
from yarl import URL


async def read(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.json()


async def read_all(urls, connections, limit):
    readings, failures = {}, {url: "too late" for url in urls}
    hosts = defaultdict(list)
    for url in urls:
        hosts[URL(url).authority].append(url)

    async def work(waiting):
        while waiting:
            url = waiting.pop(0)
            try:
                readings[url] = await read(session, url)
                del failures[url]
            except aiohttp.ClientResponseError as error:
                failures[url] = f"status {error.status}"
            except aiohttp.ClientError:
                failures[url] = "no connection"

    async with aiohttp.ClientSession() as session:
        workers = [work(waiting) for waiting in hosts.values() for _ in range(connections)]
        try:
            await asyncio.wait_for(asyncio.gather(*workers), limit)
        except TimeoutError:
            pass
    return readings, failures


async def download(session, url, keep, patience):
    async with session.get(url, timeout=aiohttp.ClientTimeout(sock_connect=patience, sock_read=patience)) as response:
        response.raise_for_status()
        async for piece in response.content.iter_any():
            await keep(piece)
