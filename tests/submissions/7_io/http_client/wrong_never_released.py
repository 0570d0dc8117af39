"""Keeps the answer, which holds its connection until the garbage is collected.

fails: http_client::test_reads_what_is_a_reading
diagnosis: never-released
"""

import asyncio

import aiohttp


async def read(session, url):
    response = await session.get(url)
    if response.status >= 400:
        raise aiohttp.ClientResponseError(response.request_info, response.history, status=response.status)
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
