"""Takes the letters out of the very lists that it was given, which others go through, too.

fails: iterators::test_two_loops_know_nothing_of_each_other
diagnosis: shared-state
"""


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
        self.over = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.over:
            raise StopAsyncIteration
        letter = await self.receive()
        if letter is None:
            self.over = True
            raise StopAsyncIteration
        return letter


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
            self.letters, self.following = await self.fetch(self.following)
        return self.letters.pop(0)
