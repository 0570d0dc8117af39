"""Looks at the status, and returns nothing if it is bad.

fails: http_client::test_reads_what_is_a_reading, http_client::test_one_that_fails_is_in_nobodys_way, http_client::test_each_has_its_own_outcome, http_client::test_whatever_takes_longer
diagnosis: wrong-value
"""

import asyncio

import aiohttp


async def read(session, url):
    async with session.get(url) as response:
        if response.ok:
            return await response.json()


async def read_all(urls, connections, limit):
    readings, failures = {}, {}

    async def read_one(url):
        try:
            readings[url] = await read(session, url)
        except aiohttp.ClientResponseError as error:
            failures[url] = f"status {error.status}"
        except TimeoutError:
            failures[url] = "too late"
        except aiohttp.ClientError:
            failures[url] = "no connection"

    connector = aiohttp.TCPConnector(limit_per_host=connections)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=limit)) as session:
        await asyncio.gather(*(read_one(url) for url in urls))
    return readings, failures


async def download(session, url, keep, patience):
    async with session.get(url, timeout=aiohttp.ClientTimeout(sock_connect=patience, sock_read=patience)) as response:
        response.raise_for_status()
        async for piece in response.content.iter_any():
            await keep(piece)
