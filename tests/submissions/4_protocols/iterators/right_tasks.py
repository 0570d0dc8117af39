"""Every wait is a task, and the mailbox gives its loops an iterator of another class."""

import asyncio


async def take(things, count):
    taken = []
    if count > 0:
        async for thing in things:
            taken.append(thing)
            if len(taken) == count:
                break
    return taken


class Mailbox:
    def __init__(self, receive):
        self.receive = receive
        self.last = None

    def __aiter__(self):
        return Letters(self)

    async def __anext__(self):
        if (
            self.last is not None
            and not self.last.cancelled()
            and self.last.exception() is None
            and self.last.result() is None
        ):
            raise StopAsyncIteration
        self.last = asyncio.create_task(self.receive())
        letter = await self.last
        if letter is None:
            raise StopAsyncIteration
        return letter


class Letters:
    def __init__(self, mailbox):
        self.mailbox = mailbox

    def __aiter__(self):
        return self

    def __anext__(self):
        return self.mailbox.__anext__()


class Archive:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.first = first

    def __aiter__(self):
        return Walk(self.fetch, self.first)


class Walk:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.following = first
        self.letters = []

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.letters:
            if self.following is None:
                raise StopAsyncIteration
            self.letters, self.following = await asyncio.create_task(self.fetch(self.following))
        return self.take_out()

    def take_out(self):
        letter, *self.letters = self.letters
        return letter
