"""`asyncio.wait` with the limit, and whoever is not done then is cancelled; errors are looked at in the end."""

import asyncio

import aiohttp


async def read(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.json()


async def read_all(urls, connections, limit):
    connector = aiohttp.TCPConnector(limit_per_host=connections)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        tasks = {url: asyncio.create_task(read(session, url)) for url in urls}
        try:
            await asyncio.wait(tasks.values(), timeout=limit)
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
    readings, failures = {}, {}
    for url, task in tasks.items():
        if task.cancelled():
            failures[url] = "too late"
        elif task.exception() is None:
            readings[url] = task.result()
        elif isinstance(task.exception(), aiohttp.ClientResponseError):
            failures[url] = f"status {task.exception().status}"
        else:
            failures[url] = "no connection"
    return readings, failures


async def download(session, url, keep, patience):
    async with session.get(
        url, timeout=aiohttp.ClientTimeout(total=0, sock_connect=patience, sock_read=patience)
    ) as response:
        response.raise_for_status()
        async for piece in response.content.iter_chunked(65536):
            await keep(piece)
