"""Never closes its session.

fails: http_client::test_at_the_end_nothing_goes_on
diagnosis: session-left-open
"""

import asyncio

import aiohttp


async def read(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.json()


async def read_all(urls, connections, limit):
    readings, failures = {}, {}
    connector = aiohttp.TCPConnector(limit_per_host=connections)
    session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=limit))

    async def read_one(url):
        try:
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
