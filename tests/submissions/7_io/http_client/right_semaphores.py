"""A semaphore for each host instead of the connector's limit, and the session raises for every bad status."""

import asyncio
from collections import defaultdict
from urllib.parse import urlsplit

import aiohttp


async def read(session, url):
    async with session.get(url, raise_for_status=True) as response:
        return await response.json()


async def read_all(urls, connections, limit):
    free = defaultdict(lambda: asyncio.Semaphore(connections))

    async def outcome(url):
        try:
            async with asyncio.timeout(limit), free[urlsplit(url).netloc]:
                return await read(session, url), None
        except TimeoutError:
            return None, "too late"
        except aiohttp.ClientError as error:
            status = getattr(error, "status", None)
            return None, f"status {status}" if status else "no connection"

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout()) as session, asyncio.TaskGroup() as group:
        tasks = {url: group.create_task(outcome(url)) for url in urls}
    outcomes = {url: task.result() for url, task in tasks.items()}
    readings = {url: reading for url, (reading, what) in outcomes.items() if what is None}
    return readings, {url: what for url, (_, what) in outcomes.items() if what is not None}


async def download(session, url, keep, patience):
    timeout = aiohttp.ClientTimeout(total=None, sock_read=patience, sock_connect=patience)
    async with session.get(url, raise_for_status=True, timeout=timeout) as response:
        async for piece, _ in response.content.iter_chunks():
            await keep(piece)
