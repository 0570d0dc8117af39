"""The first program that fails ends run_all with its error.

fails: subprocesses::test_every_machine_is_at_work, subprocesses::test_each_has_its_own_limit_and_failure, subprocesses::test_results_stand_in_the_order_of_the_commands
diagnosis: leftover-tasks
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
            return await run_within(command, limit)

    return await asyncio.gather(*map(one, commands))


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
