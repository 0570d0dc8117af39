"""Takes an empty line for the end of the output.

fails: subprocesses::test_lines_come_when_they_are_written
diagnosis: wrong-value
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
        while line := (await process.stdout.readline()).decode().rstrip("\n"):
            on_line(line)
        return await process.wait()
    except BaseException:
        process.kill()
        await process.wait()
        raise
