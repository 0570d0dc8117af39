"""Runs programs with subprocess.run, which holds up the loop; one at a time, as a consequence.

fails: subprocesses::test_a_program_is_run, subprocesses::test_a_program_is_stopped_at_its_limit, subprocesses::test_every_machine_is_at_work, subprocesses::test_lines_come_when_they_are_written, subprocesses::test_each_has_its_own_limit_and_failure, subprocesses::test_no_program_outlives_its_call
diagnosis: blocked-loop
"""

import asyncio
import subprocess


async def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


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
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        for line in process.stdout:
            on_line(line.removesuffix("\n"))
    return process.returncode
