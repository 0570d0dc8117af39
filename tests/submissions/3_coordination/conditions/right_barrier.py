"""Python's own barrier for the meeting, a new one for each round, and a queue in front of a shelf of semaphores."""

import asyncio


class Shelf:
    def __init__(self, size):
        self.room = asyncio.Semaphore(size)
        self.items = []
        self.waiting = []

    def serve(self):
        for request in list(self.waiting):
            count, future = request
            if future.done():
                self.waiting.remove(request)
            elif len(self.items) >= count:
                self.waiting.remove(request)
                future.set_result([self.items.pop(0) for _ in range(count)])
                for _ in range(count):
                    self.room.release()

    async def put(self, item):
        await self.room.acquire()
        self.items.append(item)
        self.serve()

    async def take(self, count):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((count, future))
        self.serve()
        return await future


class Meeting:
    def __init__(self, people):
        self.people = people
        self.number = -1
        self.begin()

    def begin(self):
        self.number += 1
        self.barrier = asyncio.Barrier(self.people)
        self.came = 0

    async def arrive(self):
        number, barrier = self.number, self.barrier
        self.came += 1
        if self.came == self.people:
            self.begin()
        try:
            await barrier.wait()
        except asyncio.CancelledError:
            if barrier is self.barrier:
                self.came -= 1
            raise
        return number
