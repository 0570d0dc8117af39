"""The limit is that of subprocess.run in a thread, which kills and waits; a cancelled call leaves its program running.

fails: subprocesses::test_no_program_outlives_its_call
diagnosis: left-running
"""

import asyncio
import subprocess
from asyncio.subprocess import DEVNULL, PIPE


async def run(command, limit=None):
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=limit)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


async def run_within(command, limit):
    try:
        return await run(command, limit)
    except subprocess.TimeoutExpired:
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
