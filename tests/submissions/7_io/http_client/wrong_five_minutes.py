"""Has a limit for each piece, but leaves the session's for the whole film: five minutes.

fails: http_client::test_keeps_each_piece_as_it_comes, http_client::test_a_download_may_fail
diagnosis: default-timeout
"""

import asyncio

import aiohttp


async def read(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
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
    async with asyncio.timeout(patience):
        response = await session.get(url)
    async with response:
        response.raise_for_status()
        while True:
            async with asyncio.timeout(patience):
                piece = await response.content.readany()
            if not piece:
                break
            await keep(piece)
