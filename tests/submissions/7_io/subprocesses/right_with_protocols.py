"""Callbacks: a protocol of its own for the loop's subprocess_exec, and futures."""

import asyncio


class Collector(asyncio.SubprocessProtocol):
    def __init__(self, on_line=None):
        self.data = {1: bytearray(), 2: bytearray()}
        self.on_line = on_line
        self.over = asyncio.get_running_loop().create_future()

    def pipe_data_received(self, fd, data):
        self.data[fd] += data
        if self.on_line is not None and fd == 1:
            *lines, rest = bytes(self.data[1]).split(b"\n")
            self.data[1] = bytearray(rest)
            for line in lines:
                self.hand_on(line)

    def hand_on(self, line):
        if not self.over.done():
            try:
                self.on_line(line.decode())
            except Exception as error:
                self.over.set_exception(error)

    def connection_lost(self, exc):
        if self.on_line is not None and self.data[1]:
            self.hand_on(bytes(self.data[1]))
        if not self.over.done():
            self.over.set_result(None)


async def execute(command, on_line=None):
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.subprocess_exec(lambda: Collector(on_line), *command, stdin=None)
    try:
        await protocol.over
    finally:
        if transport.get_returncode() is None:
            transport.kill()
            while transport.get_returncode() is None:
                await asyncio.sleep(0)
        transport.close()
    return transport.get_returncode(), protocol.data


async def run(command):
    status, data = await execute(command)
    if status != 0:
        raise RuntimeError(data[2].decode())
    return data[1].decode()


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
    status, _ = await execute(command, on_line)
    return status
