"""A beginner's: acquire() and release() by hand, two lists, and every case spelled out."""

import asyncio


class Shelf:
    def __init__(self, size):
        self.size = size
        self.list_of_items = []
        self.condition = asyncio.Condition()

    async def put(self, item):
        await self.condition.acquire()
        try:
            there_is_room = False
            while there_is_room == False:
                if len(self.list_of_items) < self.size:
                    there_is_room = True
                else:
                    await self.condition.wait()
            self.list_of_items.append(item)
            self.condition.notify_all()
        finally:
            self.condition.release()

    async def take(self, count):
        result = []
        await self.condition.acquire()
        try:
            there_are_enough = False
            while there_are_enough == False:
                if len(self.list_of_items) >= count:
                    there_are_enough = True
                else:
                    await self.condition.wait()
            i = 0
            while i < count:
                first = self.list_of_items[0]
                result.append(first)
                self.list_of_items.pop(0)
                i = i + 1
            self.condition.notify_all()
        finally:
            self.condition.release()
        return result


class Meeting:
    def __init__(self, people):
        self.people = people
        self.round_number = 0
        self.how_many_are_here = 0
        self.finished_rounds = []
        self.condition = asyncio.Condition()

    async def arrive(self):
        await self.condition.acquire()
        try:
            my_round = self.round_number
            self.how_many_are_here = self.how_many_are_here + 1
            if self.how_many_are_here == self.people:
                self.finished_rounds.append(my_round)
                self.round_number = self.round_number + 1
                self.how_many_are_here = 0
                self.condition.notify_all()
            else:
                try:
                    while my_round not in self.finished_rounds:
                        await self.condition.wait()
                except asyncio.CancelledError:
                    if my_round not in self.finished_rounds:
                        self.how_many_are_here = self.how_many_are_here - 1
                    raise
        finally:
            self.condition.release()
        return my_round
