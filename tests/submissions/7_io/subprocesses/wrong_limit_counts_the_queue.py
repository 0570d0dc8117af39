"""The limit of a program begins when its command waits for a machine.

fails: subprocesses::test_each_has_its_own_limit_and_failure
diagnosis: too-early
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
            return await run(command)

    async def one_within(command):
        try:
            return await asyncio.wait_for(one(command), limit)
        except (TimeoutError, RuntimeError, FileNotFoundError):
            return None

    return await asyncio.gather(*map(one_within, commands))


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
