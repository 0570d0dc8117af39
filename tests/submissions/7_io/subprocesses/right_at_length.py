"""Long-winded: the streams are read by tasks piece by piece, and every step is written out."""

import asyncio


async def read_all(stream, pieces):
    while True:
        piece = await stream.read(1000)
        if piece == b"":
            break
        pieces.append(piece)


async def run(command):
    program = command[0]
    arguments = command[1:]
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out = []
    err = []
    reading_out = asyncio.create_task(read_all(process.stdout, out))
    reading_err = asyncio.create_task(read_all(process.stderr, err))
    try:
        await reading_out
        await reading_err
        status = await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        await reading_out
        await reading_err
        raise
    if status == 0:
        return b"".join(out).decode()
    else:
        raise RuntimeError(b"".join(err).decode())


async def run_within(command, limit):
    result = None
    try:
        result = await asyncio.wait_for(run(command), timeout=limit)
    except asyncio.TimeoutError:
        result = None
    return result


async def run_one(number, command, semaphore, limit, results):
    await semaphore.acquire()
    try:
        result = await run_within(command, limit)
        results[number] = result
    except RuntimeError:
        results[number] = None
    except OSError:
        results[number] = None
    finally:
        semaphore.release()


async def run_all(commands, machines, limit):
    semaphore = asyncio.Semaphore(machines)
    results = {}
    tasks = []
    for number in range(len(commands)):
        task = asyncio.create_task(run_one(number, commands[number], semaphore, limit, results))
        tasks.append(task)
    await asyncio.gather(*tasks)
    in_order = []
    for number in range(len(commands)):
        in_order.append(results[number])
    return in_order


async def follow(command, on_line):
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    status = None
    try:
        while True:
            line = await process.stdout.readline()
            if not line:
                break
            text = line.decode()
            if text.endswith("\n"):
                text = text[:-1]
            on_line(text)
        status = await process.wait()
    finally:
        if status is None:
            process.kill()
            await process.wait()
    return status
