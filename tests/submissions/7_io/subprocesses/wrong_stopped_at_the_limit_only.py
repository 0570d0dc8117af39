"""Handles the limit, but not that a call is cancelled: then the program runs on.

fails: subprocesses::test_no_program_outlives_its_call
diagnosis: left-running
"""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE


async def run(command):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    if process.returncode:
        raise RuntimeError(err.decode())
    return out.decode()


async def run_within(command, limit):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    try:
        out, err = await asyncio.wait_for(process.communicate(), limit)
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    if process.returncode:
        raise RuntimeError(err.decode())
    return out.decode()


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
    async for line in process.stdout:
        on_line(line.decode().rstrip("\n"))
    return await process.wait()
