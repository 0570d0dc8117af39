"""Kills the followed program when a line is refused, but not when the call is cancelled.

fails: subprocesses::test_no_program_outlives_its_call
diagnosis: left-running
"""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE


async def run(command):
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    try:
        out, err = await process.communicate()
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
        async for line in process.stdout:
            on_line(line.decode().removesuffix("\n"))
    except Exception:
        process.kill()
        await process.wait()
        raise
    return await process.wait()
