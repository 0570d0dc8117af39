"""A session for each request: no connection is ever used again.

fails: http_client::test_requests_share_the_connections
diagnosis: connection-each
"""

import asyncio
from collections import defaultdict
from urllib.parse import urlsplit

import aiohttp


async def read(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.json()


async def read_all(urls, connections, limit):
    readings, failures = {}, {}
    free = defaultdict(lambda: asyncio.Semaphore(connections))

    async def read_one(url):
        try:
            async with asyncio.timeout(limit), free[urlsplit(url).netloc], aiohttp.ClientSession() as session:
                readings[url] = await read(session, url)
        except aiohttp.ClientResponseError as error:
            failures[url] = f"status {error.status}"
        except TimeoutError:
            failures[url] = "too late"
        except aiohttp.ClientError:
            failures[url] = "no connection"

    await asyncio.gather(*(read_one(url) for url in urls))
    return readings, failures


async def download(session, url, keep, patience):
    async with session.get(url, timeout=aiohttp.ClientTimeout(sock_connect=patience, sock_read=patience)) as response:
        response.raise_for_status()
        async for piece in response.content.iter_any():
            await keep(piece)
