"""An async context manager of its own stops the program; streams are gathered, and workers take commands from a list."""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE


@contextlib.asynccontextmanager
async def started(command, **ends):
    process = await asyncio.create_subprocess_exec(*command, **ends)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def run(command):
    async with started(command, stdout=PIPE, stderr=PIPE) as process:
        out, err = await asyncio.gather(process.stdout.read(), process.stderr.read())
        if await process.wait():
            raise RuntimeError(err.decode())
        return out.decode()


async def run_within(command, limit):
    running = asyncio.create_task(run(command))
    try:
        await asyncio.wait([running], timeout=limit)
        return running.result() if running.done() else None
    finally:
        running.cancel()
        await asyncio.wait([running])


async def run_all(commands, machines, limit):
    results = [None] * len(commands)
    todo = iter(enumerate(commands))

    async def machine():
        for number, command in todo:
            with contextlib.suppress(RuntimeError, OSError):
                results[number] = await run_within(command, limit)

    async with asyncio.TaskGroup() as group:
        for _ in range(machines):
            group.create_task(machine())
    return results


async def follow(command, on_line):
    async with started(command, stdout=PIPE, stderr=DEVNULL) as process:
        async for line in process.stdout:
            on_line(line.decode().removesuffix("\n"))
        return await process.wait()
