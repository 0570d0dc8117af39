"""Iterators written out as classes that have an aclose() of their own; a TaskGroup for the stations."""

import asyncio
import contextlib


class Readings:
    def __init__(self, connect, read, disconnect, pause):
        self.connect, self.read, self.disconnect, self.pause = connect, read, disconnect, pause
        self.state = "new"

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.state == "over":
            raise StopAsyncIteration
        if self.state == "new":
            await self.connect()
        try:
            if self.state == "connected":
                await asyncio.sleep(self.pause)
            self.state = "connected"
            reading = await self.read()
        except BaseException:
            self.state = "connected"
            await self.aclose()
            raise
        if reading is None:
            await self.aclose()
            raise StopAsyncIteration
        return reading

    async def aclose(self):
        before, self.state = self.state, "over"
        if before == "connected":
            await self.disconnect()


def measure(connect, read, disconnect, pause):
    return Readings(connect, read, disconnect, pause)


class changes:
    def __init__(self, readings):
        self.readings = readings
        self.seen = []

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            while True:
                reading = await anext(self.readings)
                known = reading in self.seen
                self.seen = [reading]
                if not known:
                    return reading
        except BaseException:
            await self.readings.aclose()
            raise

    async def aclose(self):
        await self.readings.aclose()


async def first_above(readings, limit):
    async with contextlib.aclosing(readings):
        while True:
            try:
                reading = await anext(readings)
            except StopAsyncIteration:
                return None
            if reading > limit:
                return reading


async def record(stations):
    lists = [[] for _ in stations]

    async def fill(which, station):
        async for reading in station:
            which.append(reading)

    async with asyncio.TaskGroup() as group:
        for which, station in zip(lists, stations):
            group.create_task(fill(which, station))
    return lists
