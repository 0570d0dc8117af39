"""A beginner's: each step by itself, an if for the status, a try around everything, tasks in a list."""

import asyncio

import aiohttp


async def read(session, url):
    response = await session.get(url)
    try:
        if response.status >= 400:
            response.raise_for_status()
        data = await response.json()
        return data
    finally:
        response.release()


async def read_all(urls, connections, limit):
    readings = {}
    failures = {}
    connector = aiohttp.TCPConnector(limit_per_host=connections)
    session = aiohttp.ClientSession(connector=connector)
    try:

        async def read_one_url(url):
            try:
                async with asyncio.timeout(limit):
                    reading = await read(session, url)
                readings[url] = reading
            except TimeoutError:
                failures[url] = "too late"
            except aiohttp.ClientResponseError as error:
                failures[url] = "status " + str(error.status)
            except aiohttp.ClientConnectionError:
                failures[url] = "no connection"
            except aiohttp.ClientPayloadError:
                failures[url] = "no connection"

        tasks = []
        for url in urls:
            task = asyncio.create_task(read_one_url(url))
            tasks.append(task)
        try:
            for task in tasks:
                await task
        finally:
            for task in tasks:
                task.cancel()
    finally:
        await session.close()
    return readings, failures


async def download(session, url, keep, patience):
    no_limit = aiohttp.ClientTimeout(total=None)
    async with asyncio.timeout(patience):
        response = await session.get(url, timeout=no_limit)
    try:
        response.raise_for_status()
        while True:
            async with asyncio.timeout(patience):
                piece = await response.content.readany()
            if piece == b"":
                break
            await keep(piece)
    finally:
        response.close()
