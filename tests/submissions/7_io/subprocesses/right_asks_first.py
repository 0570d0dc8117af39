"""Asks the program to stop, and kills it in the same breath; drains what is left with communicate."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE


async def stop(process):
    if process.returncode is None:
        process.terminate()
        process.kill()
        await process.communicate()


async def run(command):
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    try:
        out, err = await process.communicate()
    finally:
        await stop(process)
    if process.returncode != 0:
        raise RuntimeError(str(err, "utf-8"))
    return str(out, "utf-8")


async def run_within(command, limit):
    try:
        async with asyncio.timeout(limit):
            return await run(command)
    except TimeoutError:
        return None


async def run_all(commands, machines, limit):
    machine = asyncio.Semaphore(machines)

    async def one(command):
        async with machine:
            try:
                return await run_within(command, limit)
            except (RuntimeError, OSError):
                return None

    return await asyncio.gather(*(one(command) for command in commands))


async def follow(command, on_line):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    complaints = asyncio.create_task(process.stderr.read())
    try:
        async for line in process.stdout:
            on_line(line.decode().rstrip("\r\n"))
        await complaints
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await complaints
