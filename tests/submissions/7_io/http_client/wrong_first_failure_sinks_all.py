"""Nobody catches the errors of one.

fails: http_client::test_one_that_fails_is_in_nobodys_way, http_client::test_each_has_its_own_outcome, http_client::test_at_the_end_nothing_goes_on, http_client::test_whatever_takes_longer
diagnosis: leftover-tasks
"""

import asyncio

import aiohttp


async def read(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.json()


async def read_all(urls, connections, limit):
    connector = aiohttp.TCPConnector(limit_per_host=connections)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=limit)) as session:
        readings = await asyncio.gather(*(read(session, url) for url in urls))
    return dict(zip(urls, readings)), {}


async def download(session, url, keep, patience):
    async with session.get(url, timeout=aiohttp.ClientTimeout(sock_connect=patience, sock_read=patience)) as response:
        response.raise_for_status()
        async for piece in response.content.iter_any():
            await keep(piece)
