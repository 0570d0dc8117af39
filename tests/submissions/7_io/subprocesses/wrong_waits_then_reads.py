"""Waits for the end of the program first, and reads what it has written then.

fails: subprocesses::test_no_pipe_stays_full
diagnosis: full-pipe
"""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE


async def run(command):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    try:
        await process.wait()
        out, err = await process.stdout.read(), await process.stderr.read()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise RuntimeError(err.decode())
    return out.decode()


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
            except (RuntimeError, FileNotFoundError):
                return None

    return await asyncio.gather(*(one(command) for command in commands))


async def follow(command, on_line):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
    try:
        while line := await process.stdout.readline():
            on_line(line.decode().rstrip("\n"))
        return await process.wait()
    except BaseException:
        process.kill()
        await process.wait()
        raise
